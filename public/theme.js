// Sets the chosen appearance before the first paint, on pages that are cached for everybody.
((match) => {
  if (match) document.documentElement.dataset.theme = match[1];
})(document.cookie.match(/(?:^|; )drawbridge_theme=(light|dark)(?:;|$)/));
