// The plan of a dry run, page by page. Text alone goes into the page.
(() => {
  const plan = document.querySelector('.plan[data-run]');
  if (!plan) return;
  const rows = plan.querySelector('.plan-rows');
  const more = plan.querySelector('.plan-more');
  const summary = plan.querySelector('.plan-summary');
  const base = `/api/sync/runs/${plan.dataset.run}`;
  let after = 0;

  const span = (className, text) => {
    const element = document.createElement('span');
    element.className = className;
    element.textContent = text;
    return element;
  };
  const plain = (word) => String(word).replaceAll('_', ' ');
  const value = (any) => {
    if (any === null || any === undefined || any === '') return 'nothing';
    return Array.isArray(any) ? (any.length ? any.join(', ') : 'nothing') : String(any);
  };
  const one = (kind) => plain(kind).replace(/s$/, '');

  const line = (row) => {
    const item = document.createElement('li');
    const word = span('state', plain(row.action));
    word.dataset.action = row.action;
    const what = span('what', '');
    const title = document.createElement('strong');
    title.textContent = row.title || '';
    what.append(title, span('muted', ` (${one(row.kind)}${row.master_id ? ` ${row.master_id}` : ''})`));
    if (row.reason) what.append(span('why', row.reason));
    for (const change of row.changes || []) {
      const text = span('change', `${plain(change.key)}: `);
      const old = document.createElement('del');
      old.textContent = value(change.old);
      const now = document.createElement('ins');
      now.textContent = value(change.new);
      text.append(old, ' → ', now);
      what.append(text);
    }
    item.append(word, what);
    return item;
  };

  const page = async () => {
    more.hidden = true;
    const answer = await fetch(`${base}/plan?limit=100&after=${after}`);
    if (!answer.ok) return;
    const found = await answer.json();
    rows.append(...found.rows.map(line));
    after = found.next;
    more.hidden = !found.next;
  };

  const sum = async () => {
    const run = await (await fetch(base)).json();
    if (run.plan) {
      summary.textContent = run.plan.actions.length
        ? run.plan.actions.map((each) => `${each.count} ${plain(each.kind)}: ${plain(each.action)}`).join(' · ')
        : 'Nothing would be done: both are equal.';
    }
    if (!run.finished_at) {
      setTimeout(sum, 2000);
    } else {
      page();
    }
  };
  more.addEventListener('click', page);
  sum();
})();
