import { expect, test, type Page } from '@playwright/test';
import { enrolledIn, mailedPath, type Enrolled } from './people.ts';

/** Has the form of no code at all, so that it is never right by chance. */
const WRONG = '1234567';

function title(page: Page) {
  return page.getByRole('heading', { level: 1 });
}

async function enter(page: Page, code: string): Promise<void> {
  await page.getByLabel('Code', { exact: true }).fill(code);
  await page.keyboard.press('Enter');
}

async function cookies(page: Page): Promise<string[]> {
  return (await page.context().cookies()).map(({ name }) => name);
}

/** Somebody with a second factor, in a browser that has no session, asked for a code after a sign-in link. */
async function asked(page: Page): Promise<Enrolled> {
  const person = await enrolledIn(page);
  await page.context().clearCookies();
  await page.request.post('/api/auth/magic', { data: { email: person.email } });
  await page.goto(await mailedPath(page.request, person.email, '/magic'));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL('/otp');
  await expect(title(page)).toHaveText('Enter your code');
  return person;
}

test('S-061: a sign-in link is not enough for somebody with a second factor', async ({ page }) => {
  const { email, code } = await asked(page);
  expect(await cookies(page)).not.toContain('__Host-refresh');

  for (const [typed, sentence] of [
    ['', 'Please enter the code.'],
    [WRONG, 'not right'],
  ] as const) {
    await enter(page, typed);
    await expect(page.getByRole('alert')).toContainText(sentence);
    await expect(page.getByLabel('Code', { exact: true })).toBeFocused();
    await expect(page.getByLabel('Code', { exact: true })).toHaveAttribute('aria-invalid', 'true');
  }
  expect(await cookies(page)).not.toContain('__Host-refresh');

  await enter(page, code());
  await expect(title(page)).toHaveText('You are signed in');
  await expect(title(page)).toBeFocused();
  await expect(page.getByText(`You are signed in as ${email}.`)).toBeVisible();
  expect(await cookies(page)).toContain('__Host-refresh');
});

test('the field is for the digits of an app, and at a click for a backup code as it stands on paper', async ({ page }) => {
  const { backupCodes } = await asked(page);
  const field = page.getByLabel('Code', { exact: true });
  await expect(field).toHaveAttribute('autocomplete', 'one-time-code');
  await expect(field).toHaveAttribute('inputmode', 'numeric');
  await page.getByLabel('Enter a backup code').check();
  await expect(field).toHaveAttribute('inputmode', 'text');
  await page.getByLabel('Enter a backup code').uncheck();
  await expect(field).toHaveAttribute('inputmode', 'numeric');

  await page.getByLabel('Enter a backup code').check();
  await enter(page, (backupCodes[3] ?? '').toLowerCase().replaceAll('-', ' '));
  await expect(title(page)).toHaveText('You are signed in');
});

test('after five wrong codes the page says for how long none is taken', async ({ page }) => {
  const { code } = await asked(page);
  for (let guess = 0; guess < 5; guess++) {
    await enter(page, WRONG);
    await expect(page.getByRole('alert')).toContainText('not right');
  }
  await enter(page, code());
  await expect(page.getByRole('alert')).toContainText('none is taken for a quarter of an hour');
  expect(await cookies(page)).not.toContain('__Host-refresh');
});

test('a sign-in that took too long, or is completed, begins again', async ({ page }) => {
  await page.goto('/otp#pending_token=spent');
  await enter(page, '123456');
  await expect(title(page)).toHaveText('This took too long');
  await expect(page.getByRole('link', { name: 'Sign in' })).toHaveAttribute('href', '/signin');
});

test('a page that no sign-in has led to says where to begin, and asks for nothing', async ({ page }) => {
  for (const path of ['/otp', '/otp#token=x', '/otp#pending_token=']) {
    await page.goto('/');
    await page.goto(path);
    await expect(title(page)).toHaveText('There is nothing to complete');
    await expect(page.getByRole('textbox')).toHaveCount(0);
  }
});

test('what the server cannot do now is said, and the same sign-in goes on', async ({ page }) => {
  const { code } = await asked(page);
  for (const [status, sentence] of [
    [503, 'very busy'],
    [500, 'went wrong on our side'],
    [0, 'could not reach the server'],
  ] as const) {
    await page.route('**/api/auth/otp', (route) => (status ? route.fulfill({ status }) : route.abort()));
    await enter(page, '123456');
    await expect(page.getByRole('alert')).toContainText(sentence);
    await page.unroute('**/api/auth/otp');
  }
  await enter(page, code());
  await expect(title(page)).toHaveText('You are signed in');
});

test('a sign-in that was stopped meanwhile is said to be', async ({ page }) => {
  await page.goto('/otp#pending_token=x');
  await page.route('**/api/auth/otp', (route) => route.fulfill({ status: 403, json: { code: 'sign_in_blocked' } }));
  await enter(page, '123456');
  await expect(title(page)).toHaveText('We stopped this sign-in');
  await expect(page.getByRole('link', { name: 'Ask for another link' })).toHaveAttribute('href', '/magic');
});
