// Texts and numbers in the language of the page. The page holds the translations, unless its language is English.
(() => {
  const {lang} = document.documentElement;
  const held = document.getElementById('texts');
  const texts = new Map(held ? Object.entries(JSON.parse(held.textContent)) : []);
  const shown = (value) => (typeof value === 'number' ? value.toLocaleString(lang) : value);

  // Translates an English text, and fills in the values of its places {0}, {1}, ...
  window.pngxText = (english, ...values) => (texts.get(english) || english)
    .replace(/{(\d)}/g, (place, at) => (at in values ? shown(values[at]) : place));
  // The language of dates and times. On an English page the browser decides, because it knows which English the reader writes.
  window.pngxDates = lang === 'en' ? [] : lang;
})();
