// What htmx leaves over: the dialog, clocks in the reader's own time zone, and a word when the controller is gone.
(() => {
  const dialog = document.getElementById('dialog');
  const content = document.getElementById('dialog-body');

  const localTimes = (root) => {
    for (const time of root.querySelectorAll('time[datetime]')) {
      const when = new Date(time.dateTime);
      time.title = when.toLocaleString();
      if (time.classList.contains('clock')) {
        const today = when.toDateString() === new Date().toDateString();
        time.textContent = today ? when.toLocaleTimeString() : when.toLocaleString([], {dateStyle: 'short', timeStyle: 'short'});
      }
    }
  };
  localTimes(document);

  document.body.addEventListener('htmx:oobAfterSwap', (event) => localTimes(event.detail.target.parentNode || document));
  document.body.addEventListener('htmx:afterSwap', (event) => {
    localTimes(document);
    if (event.detail.target !== content) {
      return;
    }
    if (!dialog.open) {
      dialog.showModal();
    }
    const field = dialog.querySelector('[aria-invalid=true]') || dialog.querySelector('input:not([type=hidden])');
    if (field) {
      field.focus();
    }
  });

  dialog.addEventListener('click', (event) => {
    if (event.target.closest('.close, .close-button')) {
      dialog.close();
    }
  });
  // Nothing that was typed stays behind for the next form.
  dialog.addEventListener('close', () => content.replaceChildren());
  document.body.addEventListener('closeDialog', () => dialog.close());

  // The notes must be seen above an open dialog, which lies on top of everything else.
  document.body.addEventListener('htmx:beforeSwap', (event) => {
    if (event.detail.target && event.detail.target.id === 'notes') {
      (dialog.open ? dialog : document.body).append(document.getElementById('notes'));
    }
  });
  dialog.addEventListener('close', () => document.body.append(document.getElementById('notes')));

  document.body.addEventListener('htmx:sendError', () => document.body.classList.add('gone'));
  document.body.addEventListener('htmx:afterOnLoad', () => document.body.classList.remove('gone'));
})();
