// Says to somebody who comes back from a social network how it went, as the fragment of the address tells it: "linked",
// "proved", or the code of a problem as "error".
(() => {
  const given = new URLSearchParams(location.hash.slice(1));
  const told = given.get("error") ?? ["linked", "proved"].find((name) => given.has(name));
  if (!told) {
    return;
  }
  const messages = [...document.querySelectorAll("[data-arrival]")];
  const named = (name) => messages.find((message) => message.dataset.arrival === name);
  (named(told) ?? named("error")).hidden = false;
  // So that a reload or a bookmark does not say it again.
  history.replaceState(null, "", location.pathname + location.search);
})();
