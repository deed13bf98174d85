import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Browser, type Page } from '@playwright/test';
import { enrolledIn, mailedPath, newEmail, PASSWORD, personIn, tokenIn } from './people.ts';

function title(page: Page) {
  return page.getByRole('heading', { level: 1 });
}

async function cookies(page: Page): Promise<string[]> {
  return (await page.context().cookies()).map(({ name }) => name);
}

/** Somebody in a browser of their own invites this address; gives the path of the link, and who invited. */
async function invited(browser: Browser, email: string, permission = 'user'): Promise<{ path: string; inviter: string }> {
  const page = await browser.newPage({ locale: 'en' });
  const inviter = await personIn(page);
  const answer = await page.request.post('/api/invite', {
    headers: { authorization: `Bearer ${await tokenIn(page)}` },
    data: { invites: [{ email, permission }] },
  });
  expect(answer.status()).toBe(201);
  const path = await mailedPath(page.request, email, '/invite');
  await page.close();
  return { path, inviter };
}

/** The accounts of whoever is signed in in this page's browser, and the one in which the session acts. */
async function places(page: Page): Promise<{ roles: string[]; role: string; email: string }> {
  const headers = { authorization: `Bearer ${await tokenIn(page)}` };
  const mine = (await (await page.request.get('/api/user/account', { headers })).json()) as { items: { permission: string }[] };
  const me = (await (await page.request.get('/api/user', { headers })).json()) as { permission: string; email: string };
  return { roles: mine.items.map(({ permission }) => permission), role: me.permission, email: me.email };
}

test('somebody new sees who invites them, chooses a name and a password, and is in', async ({ page, browser }) => {
  const email = newEmail();
  const { path, inviter } = await invited(browser, email, 'developer');
  for (let visit = 0; visit < 3; visit++) await page.goto(path);
  await expect(page).toHaveURL('/invite');
  await expect(page.getByText(`Ada Test (${inviter}) invites you to the account “Ada Test”, as a developer.`)).toBeVisible();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);

  await page.getByRole('button', { name: 'Join' }).click();
  await expect(page.locator('[role=alert]:visible').first()).toHaveText('Please fill in every field.');
  await expect(page.getByLabel('Your name')).toBeFocused();
  await page.getByLabel('Your name').fill('Grace Test');
  await page.getByLabel('A password').fill('password');
  await page.keyboard.press('Enter');
  await expect(page.locator('[role=alert]:visible').first()).toContainText('too easy to guess');
  await expect(page.getByLabel('A password')).toBeFocused();
  await page.getByLabel('A password').fill(PASSWORD);
  await page.keyboard.press('Enter');
  await expect(title(page)).toHaveText('Welcome');
  await expect(title(page)).toBeFocused();
  expect(await places(page)).toEqual({ roles: ['developer'], role: 'developer', email });

  await page.goto('/');
  await page.goto(path);
  await expect(title(page)).toHaveText('This link no longer works');
});

test('S-126: somebody known signs in by their own password, with their code, and is in', async ({ page, browser }) => {
  const { email, code } = await enrolledIn(page);
  await page.context().clearCookies();
  const { path } = await invited(browser, email);
  await page.goto(path);
  await expect(page.getByText(`Sign in as ${email} to accept.`)).toBeVisible();
  await expect(page.getByLabel('Your name')).toBeHidden();
  await page.getByLabel('Your password').fill('not the password');
  await page.keyboard.press('Enter');
  await expect(page.locator('[role=alert]:visible').first()).toContainText('not right');
  expect(await cookies(page)).not.toContain('__Host-refresh');
  await page.getByLabel('Your password').fill(PASSWORD);
  await page.keyboard.press('Enter');
  await expect(title(page)).toHaveText('Enter your code');
  expect(await cookies(page)).not.toContain('__Host-refresh');
  await page.getByLabel('Code').fill(code());
  await page.keyboard.press('Enter');
  await expect(title(page)).toHaveText('Welcome');
  expect(await places(page)).toEqual({ roles: ['owner', 'user'], role: 'user', email });
});

test('whoever is signed in already accepts by a click', async ({ page, browser }) => {
  const email = await personIn(page);
  const { path } = await invited(browser, email);
  await page.goto(path);
  await expect(page.getByText(`You are signed in as ${email}.`)).toBeVisible();
  expect((await places(page)).roles).toEqual(['owner']);
  await page.getByRole('button', { name: 'Accept' }).click();
  await expect(title(page)).toHaveText('Welcome');
  expect(await places(page)).toEqual({ roles: ['owner', 'user'], role: 'user', email });
});

test('S-125: whoever is signed in as somebody else is told for whom the invite is', async ({ page, browser }) => {
  const other = await personIn(page);
  const email = newEmail();
  const { path } = await invited(browser, email);
  await page.goto(path);
  await expect(page.getByText(`You are signed in as ${other}. This invite is for ${email}.`)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Accept' })).toHaveCount(0);
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
});

test('an invite can be declined, by whoever has the link', async ({ page, browser }) => {
  const { path } = await invited(browser, newEmail());
  await page.goto(path);
  await page.getByRole('button', { name: 'Decline' }).click();
  await expect(title(page)).toHaveText('You have declined');
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.goto('/');
  await page.goto(path);
  await expect(title(page)).toHaveText('This link no longer works');
});

test('a detour by a network comes back to the invite', async ({ page, browser }) => {
  const email = newEmail();
  const { path } = await invited(browser, email);
  await page.goto(`/api/auth/social/acme?invite=${path.split('token=')[1]}`);
  await page.getByLabel('Your id at this network').fill(email);
  await page.getByLabel('Your name').fill('Ada Network');
  await page.getByLabel('Your e-mail address').fill(email);
  await page.getByLabel('The address is checked').check();
  await page.getByRole('button', { name: 'Allow' }).click();
  await expect(page).toHaveURL('/invite');
  await page.getByRole('button', { name: 'Accept' }).click();
  await expect(title(page)).toHaveText('Welcome');
  expect(await places(page)).toEqual({ roles: ['owner', 'user'], role: 'user', email });
});

test('what the server cannot do now is said, and the same invite goes on', async ({ page, browser }) => {
  const { path } = await invited(browser, newEmail());
  await page.route('**/api/invite/preview', (route) => route.abort());
  await page.goto(path);
  await expect(page.getByRole('alert').first()).toContainText('could not reach the server');
  await page.unroute('**/api/invite/preview');
  await page.goto('/');
  await page.goto(path);
  await expect(page.getByRole('button', { name: 'Join' })).toBeVisible();
});

test.describe('on a phone in the dark', () => {
  test.use({ viewport: { width: 320, height: 800 }, colorScheme: 'dark', locale: 'es' });

  test('the page fits, and speaks Spanish', async ({ page, browser }) => {
    const { path } = await invited(browser, newEmail(), 'admin');
    await page.goto(path);
    await expect(page.getByText('como administrador.')).toBeVisible();
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(overflow).toBeLessThanOrEqual(0);
  });
});
