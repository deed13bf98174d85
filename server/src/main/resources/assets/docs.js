// Draws the API's description with Swagger UI, served from this host; nothing is asked of any other.
(() => {
  const root = document.getElementById("swagger-ui");
  const dark = window.matchMedia("(prefers-color-scheme: dark)");

  // Swagger's own layout brings a second main landmark and a second first heading.
  function layout({ React: { createElement } }) {
    const spinner = createElement("div", { className: "loading" });

    function PageLayout({ getComponent, specSelectors }) {
      const part = (name, props) => createElement(getComponent(name, true), { key: name, ...props });
      if (specSelectors.loadingStatus() === "failed") {
        return createElement("div", { className: "swagger-ui" }, part("errors"));
      }
      if (!specSelectors.specStr()) {
        return createElement("div", { className: "swagger-ui loading-container" }, spinner);
      }
      const routes = createElement("h2", { key: "routes", lang: document.documentElement.lang }, root.dataset.routes);
      const access = specSelectors.securityDefinitions() && part("AuthorizeBtnContainer");
      return createElement("div", { className: "swagger-ui" }, [
        part("SvgAssets"),
        part("errors"),
        part("Markdown", { source: specSelectors.info().get("description") }),
        createElement("div", { key: "head", className: "routes" }, routes, access),
        part("operations"),
        part("Models"),
      ]);
    }

    // Swagger nests a link into each route's button; assistive technology then reads neither well.
    const DeepLink = ({ text }) => createElement("span", null, text);

    return { components: { PageLayout, DeepLink } };
  }

  // What Swagger leaves without a name, and what it says that hides a better name or role.
  const names = {
    "textarea.body-param__text": "Request body",
    ".examples-select-element": "Example",
    ".close-modal": "Close",
    ".modal-ux": "Authorize",
  };
  const surplus = {
    ".auth-btn-wrapper button[aria-label]": "aria-label",
    "div.copy-to-clipboard[aria-label]": "aria-label",
    "table[role=region]": "role",
  };

  function mend() {
    for (const [selector, name] of Object.entries(names)) {
      for (const element of root.querySelectorAll(`${selector}:not([aria-label])`)) {
        element.setAttribute("aria-label", name);
      }
    }
    for (const [selector, attribute] of Object.entries(surplus)) {
      for (const element of root.querySelectorAll(selector)) {
        element.removeAttribute(attribute);
      }
    }
    const box = root.querySelector(".modal-ux:not([role])");
    if (box) {
      box.setAttribute("role", "dialog");
      box.querySelector("input, button").focus();
    }
  }

  function close(event) {
    const button = root.querySelector(".close-modal");
    if (event.key === "Escape" && button) {
      button.click();
      root.querySelector(".btn.authorize")?.focus();
    }
  }

  const dress = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
  dark.addEventListener("change", dress);
  dress();
  new MutationObserver(mend).observe(root, { childList: true, subtree: true });
  root.addEventListener("keydown", close);

  SwaggerUIBundle({
    url: "/api/spec.yaml",
    domNode: root,
    deepLinking: true,
    tryItOutEnabled: true,
    validatorUrl: null,
    displayRequestDuration: true,
    presets: [SwaggerUIBundle.presets.apis],
    plugins: [layout],
    layout: "PageLayout",
  });
})();
