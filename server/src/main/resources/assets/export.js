// Sends the form of the page that fetches an archive, as whoever is signed in in this browser. The archive is that of one
// of their accounts, and the link does not tell which: in every other one it is absent and stays good.
(() => {
  window.senders = { archive };

  /** The status and body of the answer that counts, as link.js takes them. */
  async function archive(form, token) {
    const session = await call("/api/auth/refresh", { "x-app": "web" }, {});
    if (session.status !== 200) {
      return session.status === 401 ? { status: 401, body: { code: "unauthenticated" } } : session;
    }
    const { password } = Object.fromEntries(new FormData(form));
    const proof = password ? await call("/api/auth/step-up", bearing(session), { password }) : session;
    return proof.status < 300 ? fetchFromAny(session, token) : proof;
  }

  /** In each account that they own, in turn; the session ends up where it was. */
  async function fetchFromAny(session, token) {
    const home = (await call("/api/auth", bearing(session))).body.account_id;
    const mine = await call("/api/user/account", bearing(session));
    const owned = (mine.body.items ?? []).filter((each) => each.permission === "owner" && !each.closed_at);
    let inside = session;
    let answer = { status: 404, body: { code: "not_found" } };
    for (const { id } of owned) {
      inside = await call("/api/auth/switch", bearing(inside), { account_id: id });
      answer = await call("/api/account/export/download", bearing(inside), { token });
      if (answer.status !== 404) {
        break;
      }
    }
    if (owned.length && home) {
      await call("/api/auth/switch", bearing(inside), { account_id: home });
    }
    return answer;
  }

  function bearing({ body }) {
    return { authorization: `Bearer ${body.token}` };
  }

  /** A POST, or a GET without a body; what is no JSON is kept as a file. Status 0 when there is no answer. */
  async function call(path, headers, body) {
    try {
      const response = await fetch(path, {
        method: body ? "POST" : "GET",
        headers: { "content-type": "application/json", ...headers },
        body: body && JSON.stringify(body),
      });
      if (response.headers.get("content-type") === "application/zip") {
        keep(await response.blob());
        return { status: response.status, body: {} };
      }
      return { status: response.status, body: await response.json().catch(() => ({})) };
    } catch {
      return { status: 0, body: {} };
    }
  }

  function keep(file) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(file);
    link.download = "account.zip";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }
})();
