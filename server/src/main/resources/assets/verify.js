// Confirms an address with the token that the mailed link carries in its fragment. The token is kept in memory only and
// taken out of the address bar, so that neither history nor a shared screen gives it away.
(() => {
  const title = document.getElementById("title");
  const lead = document.getElementById("lead");
  const form = document.getElementById("form");
  const field = document.getElementById("field");
  const password = document.getElementById("password");
  const failure = document.getElementById("failure");
  const button = document.getElementById("confirm");
  const onward = document.getElementById("onward");
  const beginning = { title: title.textContent, lead: lead.textContent, page: document.title };
  const label = button.textContent;
  let token = null;
  let busy = false;

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    confirm();
  });
  // A second link, pasted into the same tab, changes the fragment only.
  window.addEventListener("hashchange", () => location.hash && begin());
  begin();

  function begin() {
    token = new URLSearchParams(location.hash.slice(1)).get("token");
    history.replaceState(null, "", location.pathname + location.search);
    if (!token) {
      end("missing");
      return;
    }
    title.textContent = beginning.title;
    lead.textContent = beginning.lead;
    document.title = beginning.page;
    password.value = "";
    field.hidden = true;
    onward.hidden = true;
    form.hidden = false;
    fail(null);
  }

  async function confirm() {
    if (busy) {
      return;
    }
    if (!field.hidden && !password.value) {
      fail("empty");
      return;
    }
    fail(null);
    wait(true);
    const asked = token;
    const answer = await send();
    wait(false);
    // Another link may have come into this tab meanwhile; the answer is not about that one.
    if (asked === token) {
      show(answer);
    }
  }

  /** The status and code of the answer; status 0 when there is none. */
  async function send() {
    try {
      const response = await fetch("/api/user/verify", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(field.hidden ? { token } : { token, password: password.value }),
        signal: AbortSignal.timeout(20_000),
      });
      const { code } = response.ok ? {} : await response.json().catch(() => ({}));
      return { status: response.status, code };
    } catch {
      return { status: 0 };
    }
  }

  function show({ status, code }) {
    if (status >= 200 && status < 300) {
      end("done");
    } else if (status === 410) {
      end("spent");
    } else if (code === "password_required") {
      field.hidden = false;
      password.focus();
    } else if (code === "invalid_credentials" || (status === 422 && !field.hidden)) {
      fail("wrong");
    } else if (status === 422) {
      end("missing");
    } else {
      fail({ 0: "network", 429: "slow", 503: "overloaded" }[status] ?? "failed");
    }
  }

  /** Nothing is left to do here: says so in place of the form. */
  function end(state) {
    const left = form.contains(document.activeElement);
    token = null;
    password.value = "";
    form.hidden = true;
    onward.hidden = state !== "done";
    document.title = document.title.replace(title.textContent, title.dataset[state]);
    title.textContent = title.dataset[state];
    lead.textContent = lead.dataset[state];
    if (left) {
      title.focus();
    }
  }

  function fail(reason) {
    const wrong = reason === "wrong" || reason === "empty";
    failure.textContent = reason ? failure.dataset[reason] : "";
    password.setAttribute("aria-invalid", String(wrong));
    if (wrong) {
      password.select();
      password.focus();
    }
  }

  // The button stays in the tab order while it waits: a disabled one would lose the focus.
  function wait(on) {
    busy = on;
    button.setAttribute("aria-disabled", String(on));
    button.textContent = on ? button.dataset.busy : label;
  }
})();
