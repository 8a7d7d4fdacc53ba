// The live log. Lines are inserted as plain text. After an interruption, the log continues after the last received line.
(() => {
  const view = document.getElementById('log-view');
  if (!view || view.dataset.live !== 'true') return;
  const rows = document.getElementById('log-rows');
  const blank = document.getElementById('log-row');
  const state = document.getElementById('live-state');
  const button = document.getElementById('live-pause');
  const MOST = 500;
  let last = Number(view.dataset.newest);
  let source = null;
  let waiting = null;
  let paused = false;

  const say = (word, kind) => {
    if (state.textContent !== word) state.textContent = word;
    state.dataset.state = kind;
  };

  const line = (log) => {
    const item = blank.content.firstElementChild.cloneNode(true);
    const time = item.querySelector('time');
    time.dateTime = log.ts;
    item.dataset.id = log.id;
    const level = item.querySelector('.level');
    level.textContent = log.level;
    level.dataset.level = log.level;
    item.querySelector('.act').textContent = pngxText(log.action);
    item.querySelector('.what').textContent = log.message;
    for (const field of item.querySelectorAll('[data-field]')) {
      const value = log[field.dataset.field];
      if (value === null || value === undefined) {
        field.remove();
        continue;
      }
      field.textContent = value;
      const to = field.dataset.to.replace(/{(\w+)}/g, (all, name) => encodeURIComponent(log[name]));
      if (log.replica || !to.startsWith('/replicas/')) field.href = to;
      else field.replaceWith(value); // the replica was removed
    }
    return item;
  };

  const add = (log) => {
    if (rows.querySelector(`[data-id="${Number(log.id)}"]`)) return;
    const empty = document.getElementById('log-empty');
    if (empty) empty.remove();
    rows.prepend(line(log));
    window.pngxTimes(rows.firstElementChild);
    while (rows.children.length > MOST) rows.lastElementChild.remove();
  };

  const close = () => {
    clearTimeout(waiting);
    if (source) source.close();
    source = null;
  };

  const open = () => {
    close();
    const query = new URLSearchParams(view.dataset.query);
    query.set('after', last);
    query.set('language', document.documentElement.lang);
    source = new EventSource(`/api/logs/stream?${query}`);
    source.onopen = () => say(pngxText('live'), 'ok');
    source.addEventListener('log', (event) => {
      const log = JSON.parse(event.data);
      last = Math.max(last, log.id);
      add(log);
    });
    source.onerror = () => {
      say(pngxText('interrupted; trying again'), 'behind');
      // The browser reconnects by itself, except after a refusal; in that case, this script reconnects.
      if (source && source.readyState === EventSource.CLOSED) waiting = setTimeout(open, 3000);
    };
  };

  button.addEventListener('click', () => {
    paused = !paused;
    button.textContent = paused ? pngxText('Resume') : pngxText('Pause');
    if (paused) {
      close();
      say(pngxText('paused'), 'paused');
    } else {
      say(pngxText('connecting'), 'new');
      open();
    }
  });
  addEventListener('pagehide', close);
  addEventListener('pageshow', (event) => { if (event.persisted && !paused) open(); });
  open();
})();
