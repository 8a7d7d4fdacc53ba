// The plan of a dry run, loaded page by page. Values are inserted as plain text.
(() => {
  const plan = document.querySelector('.plan[data-run]');
  if (!plan) return;
  const rows = plan.querySelector('.plan-rows');
  const more = plan.querySelector('.plan-more');
  const summary = plan.querySelector('.plan-summary');
  const kinds = plan.querySelector('.plan-kinds');
  const base = `/api/sync/runs/${plan.dataset.run}`;
  let after = 0;
  let filter = '';

  const span = (className, text) => {
    const element = document.createElement('span');
    element.className = className;
    element.textContent = text;
    return element;
  };
  const plain = (word) => pngxText(String(word).replaceAll('_', ' '));
  const value = (any) => {
    if (any === null || any === undefined || any === '') return pngxText('nothing');
    return Array.isArray(any) ? (any.length ? any.join(', ') : pngxText('nothing')) : String(any);
  };
  const one = (kind) => plain(kind.replace(/s$/, ''));
  const counted = (count, kind) => pngxText('{0} {1}', count, count === 1 ? one(kind) : plain(kind));

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
    const asked = filter;
    const language = document.documentElement.lang;
    const answer = await fetch(`${base}/plan?limit=100&language=${language}&after=${after}${asked}`);
    if (asked !== filter) return;
    if (!answer.ok) {
      summary.textContent = pngxText('The plan can\'t be read; open this page again.');
      return;
    }
    const found = await answer.json();
    rows.append(...found.items.map(line));
    after = found.next;
    more.hidden = !found.next;
  };

  // A button for all rows, and one for each kind and action.
  const choice = (text, query) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'outline';
    button.textContent = text;
    button.setAttribute('aria-pressed', String(query === filter));
    button.addEventListener('click', () => {
      filter = query;
      after = 0;
      rows.replaceChildren();
      for (const each of kinds.children) each.setAttribute('aria-pressed', String(each === button));
      page();
    });
    return button;
  };

  const sum = async () => {
    const run = await (await fetch(base)).json();
    const found = run.plan.actions.filter((each) => each.count && each.action !== 'unchanged');
    const same = run.plan.actions.filter((each) => each.action === 'unchanged').reduce((total, each) => total + each.count, 0);
    const equal = same ? ` ${pngxText(same === 1 ? '{0} needs no change.' : '{0} need no change.', counted(same, 'documents'))}` : '';
    const complete = ['success', 'partial'].includes(run.state);
    if (!run.finished_at) {
      summary.textContent = pngxText('The dry run is still running. Steps found so far: {0}.', run.plan.total) + equal;
      setTimeout(sum, 2000);
    } else if (!found.length) {
      summary.textContent = pngxText(complete ? 'Nothing would be done.' : 'The dry run ended before it found any step.') + equal;
    } else {
      summary.textContent = (complete ? '' : `${pngxText('The dry run did not complete, so the plan may be incomplete.')} `)
        + `${counted(run.plan.total, 'steps')}.${equal}`;
      kinds.replaceChildren(choice(pngxText('all'), ''),
        ...found.map((each) => choice(`${counted(each.count, each.kind)}: ${plain(each.action)}`, `&kind=${each.kind}&action=${each.action}`)));
      page();
    }
  };
  more.addEventListener('click', page);
  sum().catch(() => { summary.textContent = pngxText('The plan can\'t be read; open this page again.'); });
})();
