// Serves the page of an invite, which is a list of states of which one is shown. It asks the server whom the link invites;
// then whoever is new joins, whoever is known signs in, and whoever has a session here accepts by it. Nothing is changed
// before a click. All tokens are kept in memory only, and that of the link is taken out of the address bar.
(() => {
  const states = [...document.querySelectorAll("[data-state]")];
  const decline = document.querySelector("form[data-decline]");
  let shown = states[0];
  let token = null;
  let invite = null;
  let access = null;
  let pending = null;
  let somebody = null;

  /** What each form sends besides what is filled in, and what follows. */
  const steps = {
    "/api/user": { more: () => ({ token }), then: () => show("done") },
    "/api/auth": { more: () => ({ email: invite.email }), then: enter },
    "/api/auth/otp": { more: () => ({ pending_token: pending }), then: enter },
    "/api/invite/accept": { more: () => ({ token }), then: move },
    "/api/invite/decline": { more: () => ({ token }), then: () => show("declined") },
  };

  for (const form of document.forms) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(form);
    });
  }
  // A second link, pasted into the same tab, changes the fragment only; so does the link that skips to the content.
  window.addEventListener("hashchange", () => mailed() && begin());
  begin();

  function mailed() {
    return new URLSearchParams(location.hash.slice(1)).get("token");
  }

  async function begin() {
    token = mailed();
    fail(states[0], null);
    history.replaceState(null, "", location.pathname + location.search);
    show(token ? "begin" : "missing");
    if (!token) {
      return;
    }
    const asked = token;
    const answer = await call("/api/invite/preview", { token });
    if (asked !== token) {
      return;
    }
    if (answer.status === 200) {
      invite = answer.body;
      await meet();
    } else if (answer.status === 410 || answer.status === 422) {
      show("spent");
    } else {
      fail(shown, reason(answer));
    }
  }

  /** Whose browser this is decides what there is to do. */
  async function meet() {
    const me = await person();
    const mine = me?.email === invite.email;
    somebody = mine || !me ? null : me.email;
    show(mine ? "accept" : invite.known ? "signin" : "join");
    decline.hidden = false;
  }

  async function person() {
    const refreshed = await call("/api/auth/refresh", null, { "x-app": "web" });
    access = refreshed.body.token ?? null;
    return access ? (await call("/api/user", undefined, bearer(), "GET")).body : null;
  }

  function bearer() {
    return access ? { authorization: `Bearer ${access}` } : {};
  }

  /** Says in the state that is shown who invites whom, and who else is signed in here. */
  function describe() {
    const values = [invite.invited_by.name, invite.invited_by.email, invite.account];
    for (const words of shown.querySelectorAll("[data-offer]")) {
      fill(words, ...values, words.dataset[invite.permission] ?? invite.permission);
    }
    for (const words of shown.querySelectorAll("[data-email]")) {
      fill(words, invite.email);
    }
    for (const words of shown.querySelectorAll("[data-somebody]")) {
      fill(words, somebody ?? "", invite.email);
      words.hidden = !somebody;
    }
  }

  function fill(element, ...values) {
    element.textContent = element.dataset.text.replace(/\{(\d)}/g, (place, number) => values[number] ?? place);
  }

  async function send(form) {
    if (form.querySelector("[aria-disabled=true]")) {
      return;
    }
    const fields = [...form.querySelectorAll("input")];
    const empty = fields.find((field) => field.value === "");
    fail(form, null);
    if (empty) {
      fail(form, "empty", empty);
      return;
    }
    wait(form, true);
    const step = steps[form.getAttribute("action")];
    const filled = Object.fromEntries(new FormData(form));
    const answer = await call(form.action, { ...filled, ...step.more() }, bearer());
    wait(form, false);
    await take(form, step, answer);
  }

  async function take(form, step, answer) {
    const { status, body } = answer;
    const fault = body.errors?.find((error) => form.elements.namedItem(error.field));
    if (status >= 200 && status < 300) {
      await step.then(body);
    } else if (status === 410) {
      show("spent");
    } else if (states.some((section) => section.dataset.state === body.code)) {
      show(body.code);
    } else if (fault) {
      fail(form, "fault", form.elements.namedItem(fault.field), fault.detail);
    } else {
      fail(form, reason(answer), form.querySelector("input"));
    }
  }

  /** Signed in, or a code is due. */
  async function enter(body) {
    if (body.otp_required) {
      pending = body.pending_token;
      show("code");
      return;
    }
    access = body.token;
    somebody = null;
    await accept();
  }

  /** Whoever has signed in here, at this very invite, has accepted it by that. */
  async function accept() {
    show("accept");
    decline.hidden = false;
    await send(shown.querySelector("form"));
  }

  /** The session goes on in the account whose invite was accepted. */
  async function move(membership) {
    await call("/api/auth/switch", { account_id: membership.id }, bearer());
    show("done");
  }

  /** The status and body of the answer; status 0 when there is none. */
  async function call(path, body, headers = {}, method = "POST") {
    try {
      const response = await fetch(path, {
        method,
        headers: { ...(body ? { "content-type": "application/json" } : {}), ...headers },
        body: body ? JSON.stringify(body) : undefined,
        signal: AbortSignal.timeout(20_000),
      });
      return { status: response.status, body: await response.json().catch(() => ({})) };
    } catch {
      return { status: 0, body: {} };
    }
  }

  function reason({ status, body }) {
    if (["invalid_credentials", "invalid_code"].includes(body.code)) {
      return "wrong";
    }
    return { 0: "network", 403: body.code === "sign_in_blocked" ? "blocked" : "failed", 429: "slow", 503: "overloaded" }[status] ?? "failed";
  }

  /** Leaves the state before with nothing of what was filled in there. */
  function show(state) {
    const next = states.find((section) => section.dataset.state === state);
    const left = shown.contains(document.activeElement) || decline.contains(document.activeElement);
    for (const form of document.forms) {
      form.reset();
      fail(form, null);
    }
    document.title = document.title.replace(heading(shown).textContent, () => heading(next).textContent);
    decline.hidden = true;
    shown.hidden = true;
    next.hidden = false;
    shown = next;
    if (invite) {
      describe();
    }
    if (left) {
      heading(next).focus();
    }
  }

  function heading(section) {
    return section.querySelector("h1");
  }

  /** Says what went wrong; null takes back what was said. */
  function fail(part, why, field = null, detail = "") {
    const failure = part.querySelector("[role=alert]");
    failure.textContent = why ? failure.dataset[why].replace("{0}", () => detail) : "";
    for (const each of part.querySelectorAll("input")) {
      each.setAttribute("aria-invalid", String(each === field && ["empty", "wrong", "fault"].includes(why)));
    }
    field?.focus();
  }

  // The button stays in the tab order while it waits: a disabled one would lose the focus.
  function wait(form, on) {
    const button = form.querySelector("button");
    button.setAttribute("aria-disabled", String(on));
    [button.textContent, button.dataset.other] = [button.dataset.other, button.textContent];
  }
})();
