// Gives the previewed mail its own styles back: the content security policy refuses them in the markup, so the server
// puts them aside as data-style and <template>. The frame runs no script; it is reached from here.
(() => {
  const preview = document.getElementById("preview");

  function dress() {
    const page = preview.contentDocument;
    for (const element of page.querySelectorAll("[data-style]")) {
      element.style.cssText = element.dataset.style;
    }
    for (const template of page.querySelectorAll("head > template")) {
      const sheet = new preview.contentWindow.CSSStyleSheet();
      sheet.replaceSync(template.innerHTML);
      page.adoptedStyleSheets.push(sheet);
    }
    new ResizeObserver(() => fit(page)).observe(page.body);
  }

  function fit(page) {
    preview.style.height = `${page.body.scrollHeight + 2}px`;
  }

  const there = preview.contentDocument;
  if (there.readyState === "complete" && there.querySelector("[data-style]")) {
    dress();
  } else {
    preview.addEventListener("load", dress, { once: true });
  }
})();
