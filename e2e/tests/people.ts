import { expect, type APIRequestContext, type Page } from '@playwright/test';
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

/** The path of the link in the newest mail to this address; waits for the mail. */
export async function mailedPath(request: APIRequestContext, email: string): Promise<string> {
  let link = '';
  await expect
    .poll(async () => {
      const answer = await request.get('/dev/mail/messages', { params: { to: email } });
      const mails = (await answer.json()) as { items: { links: string[] }[] };
      link = mails.items[0]?.links[0] ?? '';
      return link;
    })
    .toContain('#token=');
  const url = new URL(link);
  return url.pathname + url.hash;
}
