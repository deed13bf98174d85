import { expect, type APIRequestContext, type APIResponse, type Page } from '@playwright/test';
import { randomUUID } from 'node:crypto';

export const PASSWORD = 'seven purple otters 42';

export function newEmail(): string {
  return `e2e-${randomUUID()}@example.org`;
}

/** Signs up in this page's browser, so that its cookie is that of the sign-up. */
export async function signUpIn(page: Page, email: string): Promise<void> {
  await page.goto('/');
  const status = await page.evaluate(
    async ([address, password]) => {
      const answer = await fetch('/api/account', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'Ada Test', email: address, password }),
      });
      return answer.status;
    },
    [email, PASSWORD],
  );
  expect(status).toBe(202);
}

/** Somebody new, who signed up in this page's browser and confirmed the address there. */
export async function personIn(page: Page): Promise<string> {
  const email = newEmail();
  await signUpIn(page, email);
  await page.goto(await mailedPath(page.request, email));
  await page.locator('button:visible').click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('You are signed in');
  return email;
}

/** Whether somebody may come in by this password, from a client that has no cookies of a browser. */
export async function signIn(request: APIRequestContext, email: string, password: string, userAgent?: string): Promise<APIResponse> {
  return request.post('/api/user/auth', {
    data: { email, password },
    headers: userAgent ? { 'user-agent': userAgent } : {},
  });
}

/** The path of the link in the newest mail to this address that leads to this page; waits for the mail. */
export async function mailedPath(request: APIRequestContext, email: string, to = '/verify'): Promise<string> {
  let link = '';
  await expect
    .poll(async () => {
      const answer = await request.get('/dev/mail/messages', { params: { to: email } });
      const mails = (await answer.json()) as { items: { links: string[] }[] };
      link = mails.items.map(({ links }) => links[0] ?? '').find((first) => first.includes(`${to}#token=`)) ?? '';
      return link;
    })
    .not.toBe('');
  const url = new URL(link);
  return url.pathname + url.hash;
}
