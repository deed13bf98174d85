// Somebody to call the server as.
const base = process.env.PERIGEE_URL;

/** Sends JSON and gives the JSON of the answer, if that has any. */
export async function send(path, body, token) {
  const answer = await fetch(base + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  return JSON.parse((await answer.text()) || '{}');
}

/** Signs up and confirms the address; gives an access token. */
export async function signUp(form) {
  await send('/api/account', form);
  const { token } = await send('/api/user/verify', { token: await mailedToken(form.email), password: form.password });
  return token;
}

async function mailedToken(email) {
  for (const end = Date.now() + 10_000; Date.now() < end; ) {
    const { items } = await (await fetch(`${base}/dev/mail/messages?to=${email}`)).json();
    if (items.length > 0) return items[0].links[0].split('#token=')[1];
  }
  throw new Error('No mail came within ten seconds');
}
