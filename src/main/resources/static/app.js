// Everything that htmx does not do: times in the reader's time zone, title and icon, the theme, notes that survive a change
// of page, questions before changes that can't be undone, and a message when the controller does not answer.
(() => {
  const byId = (id) => document.getElementById(id);

  // Times. The server's texts are correct when the page is rendered; from then on, this script updates them.
  const long = (seconds) => {
    if (seconds < 120) return pngxText('{0} s', seconds);
    if (seconds < 7200) return pngxText('{0} min', Math.floor(seconds / 60));
    return pngxText('{0} h', Math.floor(seconds / 3600));
  };
  // Days have a pattern of their own, because languages inflect them after "in" and before "ago".
  const days = (seconds) => (seconds < 172800 ? 0 : Math.floor(seconds / 86400));
  const to = (seconds) => (days(seconds) ? pngxText('in {0} days', days(seconds)) : pngxText('in {0}', long(seconds)));
  const ago = (when) => {
    const seconds = Math.round((Date.now() - when) / 1000);
    if (seconds < -5) return to(-seconds);
    if (seconds < 60) return pngxText('just now');
    return days(seconds) ? pngxText('{0} days ago', days(seconds)) : pngxText('{0} ago', long(seconds));
  };
  const write = (element, text) => {
    if (element.textContent !== text) element.textContent = text;
  };
  const period = ({dataset}) => {
    const [from, until] = [new Date(dataset.from), new Date(dataset.until)];
    if (until - from >= 864e5) return from.toLocaleDateString(pngxDates);
    return `${from.toLocaleString(pngxDates, {dateStyle: 'short', timeStyle: 'short'})} – ${until.toLocaleTimeString(pngxDates, {timeStyle: 'short'})}`;
  };
  const times = (root) => {
    for (const time of root.querySelectorAll('time[datetime]')) {
      const when = new Date(time.dateTime);
      time.title = when.toLocaleString(pngxDates);
      if (time.classList.contains('clock')) {
        const today = when.toDateString() === new Date().toDateString();
        write(time, today ? when.toLocaleTimeString(pngxDates) : when.toLocaleString(pngxDates, {dateStyle: 'short', timeStyle: 'short'}));
      } else if (time.classList.contains('tick')) {
        const hours = time.closest('[data-range="24h"]');
        write(time, hours ? when.toLocaleTimeString(pngxDates, {hour: '2-digit', minute: '2-digit'}) : when.toLocaleDateString(pngxDates, {day: 'numeric', month: 'short'}));
      } else if (time.classList.contains('ago')) {
        write(time, ago(when));
      } else if (time.classList.contains('until')) {
        const seconds = Math.round((when - Date.now()) / 1000);
        write(time, seconds < 5 ? pngxText('now') : to(seconds));
      }
    }
    for (const slot of root.querySelectorAll('.slot[data-from]')) {
      const text = `${period(slot)}: ${slot.dataset.text}`;
      if (slot.getAttribute('aria-label') === text) break;
      slot.setAttribute('aria-label', text);
      slot.querySelector('title').textContent = text;
    }
    for (const bar of root.querySelectorAll('rect[data-at]:empty')) {
      const title = document.createElementNS('http://www.w3.org/2000/svg', 'title');
      title.textContent = `${new Date(bar.dataset.at).toLocaleString(pngxDates)}: ${bar.dataset.text}`;
      bar.append(title);
    }
  };
  window.pngxTimes = times;
  times(document);
  setInterval(() => times(document), 20000);

  // Title and icon show the state, and the title how much waits for the user. Screen readers read a change aloud.
  const spoken = (head) => {
    const waiting = Number(head.dataset.waiting);
    return waiting ? pngxText(waiting === 1 ? '{0}, {1} needs you' : '{0}, {1} need you', head.dataset.text, waiting) : head.dataset.text;
  };
  let state = byId('overall') && spoken(byId('overall'));
  const overall = () => {
    const head = byId('overall');
    if (!head) return;
    const waiting = Number(head.dataset.waiting);
    const prefix = waiting ? `(${waiting}) ` : '';
    document.title = `${prefix}${head.dataset.text} · ${document.body.dataset.title} · pngx-controller`;
    if (byId('icon').getAttribute('href') !== head.dataset.icon) byId('icon').href = head.dataset.icon;
    if (state !== spoken(head)) {
      state = spoken(head);
      byId('said').textContent = state;
    }
  };

  // A section is not replaced while the user works in it: while a button is held down, a line is open, or something is
  // selected. The server sends the section again with the next refresh.
  let pressed = null;
  document.addEventListener('pointerdown', (event) => { pressed = event.target; });
  for (const end of ['pointerup', 'pointercancel']) document.addEventListener(end, () => setTimeout(() => { pressed = null; }, 50));
  const inHand = (section) => section.contains(pressed) || section.querySelector('details[open], :checked:not(option), input:focus, .slot:focus');
  document.body.addEventListener('htmx:oobBeforeSwap', (event) => {
    if (inHand(event.detail.target)) event.detail.shouldSwap = false;
  });
  document.body.addEventListener('htmx:oobAfterSwap', () => {
    times(document);
    overall();
  });
  document.body.addEventListener('htmx:afterSwap', () => times(document));
  document.body.addEventListener('htmx:afterSettle', (event) => {
    // The server never sends a secret back, so the field of a secret is kept and marked if the secret was refused.
    for (const secret of document.querySelectorAll('main [hx-preserve]')) {
      const refused = byId(secret.getAttribute('aria-describedby')).classList.contains('bad');
      if (refused) secret.setAttribute('aria-invalid', 'true');
      else secret.removeAttribute('aria-invalid');
    }
    const field = event.detail.target.isConnected === false || event.detail.target.tagName === 'FORM' || event.detail.target.id === 'token-list'
      ? document.querySelector('main [aria-invalid=true]') : null;
    if (field) field.focus();
  });

  // A page in the background sends no requests, and neither does a page whose subject is being removed: it would be missing.
  let removing = false;
  document.body.addEventListener('htmx:beforeRequest', (event) => {
    if (event.detail.requestConfig.verb === 'delete') removing = true;
    if (event.detail.elt.id === 'live' && (document.hidden || removing)) event.preventDefault();
  });
  document.body.addEventListener('htmx:afterRequest', (event) => {
    const leaves = event.detail.successful && (event.detail.xhr.getResponseHeader('HX-Trigger-After-Swap') || '').includes('"go"');
    if (event.detail.requestConfig.verb === 'delete' && !leaves) removing = false;
  });
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) htmx.trigger(document.body, 'changed');
  });

  // Notes, which survive a change of page.
  const note = window.pngxNote;
  const kept = sessionStorage.getItem('note');
  if (kept) {
    sessionStorage.removeItem('note');
    note(kept);
  }
  document.body.addEventListener('go', (event) => {
    sessionStorage.setItem('note', byId('notes').textContent.trim());
    location.href = event.detail.value;
  });
  document.body.addEventListener('htmx:afterRequest', (event) => {
    if (event.detail.successful && event.detail.elt.hasAttribute('data-reload')) {
      sessionStorage.setItem('note', byId('notes').textContent.trim());
      location.reload();
    }
  });

  // Lists with checkboxes: counts the selected rows, and asks one question before a decision about deletions.
  const chosen = () => document.querySelectorAll('.choice input[name=ids]:checked').length;
  const questions = {
    approve: (many) => pngxText('Move {0} to the trash? The next run moves documents to the replica\'s trash, and deletes lookups on the replica.', many),
    reject: (many) => pngxText('Keep {0} on the replica?', many),
  };
  const count = () => {
    if (byId('chosen')) write(byId('chosen'), chosen() ? pngxText('{0} selected', chosen()) : pngxText('none selected'));
  };
  document.addEventListener('change', (event) => {
    if (event.target.id === 'check-all') {
      for (const box of document.querySelectorAll('.choice input[name=ids]')) box.checked = event.target.checked;
    }
    count();
  });
  document.body.addEventListener('htmx:confirm', (event) => {
    const kind = event.detail.elt.dataset.confirm;
    if (!kind) return;
    event.preventDefault();
    const many = chosen();
    if (!many) {
      note(pngxText(questions[kind] ? 'Select at least one deletion first.' : 'Select at least one document first.'));
    } else if (!questions[kind] || window.confirm(questions[kind](many))) {
      event.detail.issueRequest(true);
    }
  });
  document.body.addEventListener('htmx:afterRequest', (event) => {
    if (event.detail.elt.dataset && event.detail.elt.dataset.confirm && event.detail.successful) {
      for (const box of document.querySelectorAll('.choice input:checked')) box.checked = false;
      count();
      htmx.trigger(document.body, 'changed');
    }
  });

  // The timeline: the values of a slot are read with the pointer, or with the arrow keys.
  const show = (event) => {
    const slot = event.target.closest && event.target.closest('.slot');
    if (slot) write(slot.closest('.timeline').querySelector('.readout'), slot.getAttribute('aria-label'));
  };
  document.addEventListener('focusin', show);
  document.addEventListener('mouseover', show);
  document.addEventListener('keydown', (event) => {
    const slot = event.target.closest && event.target.closest('.slot');
    if (!slot) return;
    const slots = [...slot.parentNode.querySelectorAll('.slot')];
    const at = slots.indexOf(slot);
    const to = {ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: slots.length - 1}[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = slots[Math.max(0, Math.min(slots.length - 1, to))];
    slot.setAttribute('tabindex', '-1');
    next.setAttribute('tabindex', '0');
    next.focus();
  });

  // The theme. The user's choice is stored.
  byId('theme').addEventListener('click', () => {
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
    root.dataset.theme = dark ? 'light' : 'dark';
    localStorage.setItem('theme', root.dataset.theme);
  });

  // If the controller does not answer, or can't read its database, one message says so until a refresh succeeds again.
  const banner = document.querySelector('.offline');
  const unheard = banner.textContent;
  const gone = (text) => {
    if (banner.textContent !== text) banner.textContent = text;
    document.body.classList.add('gone');
  };
  document.body.addEventListener('htmx:sendError', () => gone(unheard));
  document.body.addEventListener('htmx:beforeSwap', (event) => {
    if (event.detail.elt.id !== 'live' && event.detail.requestConfig.elt.id !== 'live') return;
    if (event.detail.xhr.status < 400) {
      document.body.classList.remove('gone');
    } else {
      event.detail.shouldSwap = false;
      const answer = new DOMParser().parseFromString(event.detail.xhr.responseText, 'text/html');
      gone(answer.body.textContent.trim() || unheard);
    }
  });
})();
