// Shows notes for a few seconds, copies texts to the clipboard, and reads a file into a text field. Also loaded on the page that shows a problem.
(() => {
  const note = (text) => {
    const line = document.createElement('p');
    line.className = 'note';
    line.textContent = text;
    document.getElementById('notes').replaceChildren(line);
  };
  window.pngxNote = note;

  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      note(pngxText('Copied.'));
    } catch (refused) {
      note(pngxText('The browser does not allow this page to copy; select the text and copy it yourself.'));
    }
  };
  document.addEventListener('change', async (event) => {
    const field = event.target.closest('[data-into]');
    if (field && field.files[0]) document.querySelector(field.dataset.into).value = await field.files[0].text();
  });
  document.addEventListener('click', async (event) => {
    const button = event.target.closest('[data-copy], [data-copy-from]');
    if (!button) return;
    if (button.dataset.copy) {
      copy(document.querySelector(button.dataset.copy).textContent);
      return;
    }
    try {
      const report = await (await fetch(button.dataset.copyFrom)).json();
      if (!report.text) throw new Error(report.detail);
      const shown = document.getElementById('diagnostics-text');
      shown.textContent = report.text;
      shown.hidden = false;
      copy(report.text);
    } catch (refused) {
      note(pngxText('There is no report: {0}', refused.message || pngxText('the controller does not answer')));
    }
  });
})();
