// Serves the pages to which mailed links lead, and the one that asks for a code. Such a page is a list of states, of which
// one is shown. A form sends what is filled in to its action, and then leads to the state data-then. With data-token it
// sends the token of the link as well, which has that name there and in the fragment of the address. With data-sender a
// script of the page's own sends it.
// The token is kept in memory only and taken out of the address bar, so that neither history nor a shared screen gives
// it away; without one the page is in the state "missing".
(() => {
  const states = [...document.querySelectorAll("[data-state]")];
  const forms = [...document.forms];
  const name = forms.find(takesToken)?.dataset.token;
  let shown = states[0];
  let token = null;
  let invite = null;

  for (const form of forms) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(form);
    });
    form.addEventListener("change", () => adapt(form));
  }
  // A second link, pasted into the same tab, changes the fragment only; so does the link that skips to the content.
  window.addEventListener("hashchange", () => mailed() && begin());
  begin();

  function mailed() {
    return name ? new URLSearchParams(location.hash.slice(1)).get(name) : null;
  }

  function begin() {
    const found = mailed();
    invite = new URLSearchParams(location.hash.slice(1)).get("invite");
    history.replaceState(null, "", location.pathname + location.search);
    show(found || !name ? "begin" : "missing");
    token = found;
  }

  /** Leaves the state before with nothing of what was filled in there. */
  function show(state) {
    const next = states.find((section) => section.dataset.state === state);
    const left = shown.contains(document.activeElement);
    token = null;
    forms.forEach(clear);
    document.title = document.title.replace(heading(shown).textContent, () => heading(next).textContent);
    shown.hidden = true;
    next.hidden = false;
    shown = next;
    if (left) {
      heading(next).focus();
    }
  }

  function heading(section) {
    return section.querySelector("h1");
  }

  function clear(form) {
    form.reset();
    adapt(form);
    fail(form, null);
    for (const later of form.querySelectorAll("[data-when]")) {
      later.hidden = later.disabled = true;
    }
  }

  function takesToken(form) {
    return "token" in form.dataset;
  }

  /** What is to be filled in now, if anything. */
  function field(form) {
    return form.querySelector("input[name]:enabled");
  }

  /** To the box beside the field: a password may be shown; backup codes have letters, a phone's digits have none. */
  function adapt(form) {
    const box = form.querySelector("[data-unmask], [data-letters]");
    if (box && "unmask" in box.dataset) {
      form.elements.password.type = box.checked ? "text" : "password";
    } else if (box) {
      form.elements.code.inputMode = box.checked ? "text" : "numeric";
    }
  }

  async function send(form) {
    if (form.querySelector("[aria-disabled=true]")) {
      return;
    }
    if (field(form)?.value === "") {
      fail(form, "empty");
      return;
    }
    fail(form, null);
    wait(form, true);
    const asked = token;
    const answer = await (window.senders?.[form.dataset.sender] ?? post)(form, token);
    wait(form, false);
    // Another link may have come into this tab meanwhile; the answer is not about that one.
    if (asked === token) {
      take(form, answer);
    }
  }

  /** The status and body of the answer; status 0 when there is none. */
  async function post(form) {
    const filled = Object.fromEntries(new FormData(form));
    try {
      const response = await fetch(form.action, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(takesToken(form) ? { [name]: token, ...filled } : filled),
        signal: AbortSignal.timeout(20_000),
      });
      return { status: response.status, body: await response.json().catch(() => ({})) };
    } catch {
      return { status: 0, body: {} };
    }
  }

  /** The code of a problem may have a state of its own, or a part of the form that it asks for. */
  function take(form, { status, body }) {
    const later = form.querySelector(`[data-when="${body.code}"]`);
    const fault = body.errors?.find((error) => form.elements.namedItem(error.field));
    if (status >= 200 && status < 300) {
      arrive(form, body);
    } else if (status === 410) {
      show("spent");
    } else if (states.some((section) => section.dataset.state === body.code)) {
      show(body.code);
    } else if (later) {
      later.hidden = later.disabled = false;
      field(form).focus();
    } else if (fault || ["invalid_credentials", "invalid_code"].includes(body.code)) {
      fail(form, "wrong", fault?.detail);
    } else if (status === 422) {
      show("missing");
    } else {
      fail(form, { 0: "network", 429: "slow", 503: "overloaded" }[status] ?? "failed");
    }
  }

  /**
   * Where a second factor is due, on the page that asks for it; with data-onward, on the page of that path. The answer
   * holds the token for either. Whoever set out from an invite comes back to it. Words in data-as name the user.
   */
  function arrive(form, body) {
    if (body.otp_required) {
      location.replace(`/otp#pending_token=${body.pending_token}`);
    } else if (invite) {
      location.replace(`/invite#token=${invite}`);
    } else if (form.dataset.onward) {
      location.replace(`${form.dataset.onward}#token=${body.reset_token}`);
    } else {
      show(form.dataset.then);
      for (const words of shown.querySelectorAll("[data-as]")) {
        words.textContent = words.dataset.as.replace("{0}", () => body.user.email);
      }
    }
  }

  /** Says what went wrong, in words of the form's own where it has some; null takes back what was said. */
  function fail(form, reason, detail = "") {
    const failure = form.querySelector("[role=alert]");
    const wrong = reason === "wrong" || reason === "empty";
    const words = form.dataset[reason] ?? failure.dataset[reason];
    failure.textContent = reason ? words.replace("{0}", () => detail) : "";
    field(form)?.setAttribute("aria-invalid", String(wrong));
    if (wrong) {
      field(form).select();
      field(form).focus();
    }
  }

  // The button stays in the tab order while it waits: a disabled one would lose the focus.
  function wait(form, on) {
    const button = form.querySelector("button");
    button.setAttribute("aria-disabled", String(on));
    [button.textContent, button.dataset.other] = [button.dataset.other, button.textContent];
  }
})();
