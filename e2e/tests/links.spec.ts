import { expect, test, type Page } from '@playwright/test';
import { mailedPath, newEmail, PASSWORD, personIn, signIn } from './people.ts';

const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0';
const OTHER_PASSWORD = 'eleven green badgers 7';

function title(page: Page) {
  return page.getByRole('heading', { level: 1 });
}

function click(page: Page, name: string): Promise<void> {
  return page.getByRole('button', { name }).click();
}

async function ask(page: Page, path: string, email: string): Promise<void> {
  await page.goto(path);
  await page.getByLabel('Your e-mail address').fill(email);
  await page.keyboard.press('Enter');
  await expect(title(page)).toHaveText('Look into your mailbox');
}

/** The link that somebody gets after a sign-in by another browser. */
async function disownPath(page: Page): Promise<{ email: string; path: string }> {
  const email = await personIn(page);
  const { request } = await stranger(page);
  expect((await signIn(request, email, PASSWORD, FIREFOX)).status()).toBe(200);
  return { email, path: await mailedPath(page.request, email, '/notme') };
}

/** A page of a browser that nobody has used before. */
async function stranger(page: Page): Promise<Page> {
  const context = await page.context().browser()?.newContext();
  if (!context) throw new Error('There is no browser');
  return context.newPage();
}

test.describe('a sign-in link', () => {
  test('is asked for, and signs in at one click, once', async ({ page }) => {
    const email = await personIn(page);
    const other = await stranger(page);
    await ask(other, '/magic', email);
    const path = await mailedPath(page.request, email, '/magic');
    for (let visit = 0; visit < 3; visit++) await other.goto(path);

    await click(other, 'Sign in');
    await expect(title(other)).toHaveText('You are signed in');
    await expect(other.getByText(`You are signed in as ${email}.`)).toBeVisible();
    expect((await other.context().cookies()).map(({ name }) => name)).toContain('__Host-refresh');

    await other.goto('/');
    await other.goto(path);
    await click(other, 'Sign in');
    await expect(title(other)).toHaveText('This link no longer works');
  });

  test('that is spent leads to another', async ({ page }) => {
    const email = await personIn(page);
    await page.goto('/magic#token=spent');
    await click(page, 'Sign in');
    await page.getByRole('link', { name: 'Ask for another link' }).click();
    await page.getByLabel('Your e-mail address').fill(email);
    await click(page, 'Mail me a link');
    await expect(title(page)).toHaveText('Look into your mailbox');

    await page.goto(await mailedPath(page.request, email, '/magic'));
    await click(page, 'Sign in');
    await expect(title(page)).toHaveText('You are signed in');
  });

  test('is no longer there once the page is open, yet outlives the link to the content', async ({ page }) => {
    const email = await personIn(page);
    await ask(page, '/magic', email);
    await page.goto('/');
    await page.goto(await mailedPath(page.request, email, '/magic'));
    expect(page.url()).not.toContain('token');

    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect(page.locator('#main')).toBeFocused();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect(title(page)).toHaveText('You are signed in');

    const found = await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie, location.href]);
    expect(found.slice(0, 3)).toEqual([0, 0, '']);
    expect(found[3]).not.toContain('token');
  });

  test('pasted into the page of a spent one begins again', async ({ page }) => {
    const email = await personIn(page);
    await page.goto('/magic#token=spent');
    await click(page, 'Sign in');
    await expect(title(page)).toHaveText('This link no longer works');
    await ask(await stranger(page), '/magic', email);
    const path = await mailedPath(page.request, email, '/magic');

    await page.evaluate((hash) => location.assign(hash), path.slice(path.indexOf('#')));
    await click(page, 'Sign in');
    await expect(title(page)).toHaveText('You are signed in');
  });
});

test.describe('a forgotten password', () => {
  test('is not an address', async ({ page }) => {
    await page.goto('/forgotpassword');
    await click(page, 'Mail me a link');
    await expect(page.getByRole('alert')).toHaveText('Please enter your e-mail address.');
    await page.keyboard.type('ada at example');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('alert')).toContainText('not an e-mail address');
    await expect(page.getByLabel('Your e-mail address')).toHaveAttribute('aria-invalid', 'true');
  });

  test('is answered alike for an address that nobody has', async ({ page }) => {
    await ask(page, '/forgotpassword', newEmail());
    const unknown = await page.locator('#main').innerText();
    const email = await personIn(page);
    await ask(page, '/forgotpassword', email);
    expect(await page.locator('#main').innerText()).toBe(unknown);
  });

  test('gives way to a new one, which the server may refuse with its reason', async ({ page, request }) => {
    const email = await personIn(page);
    await ask(page, '/forgotpassword', email);
    const path = await mailedPath(request, email, '/resetpassword');
    await page.goto(path);
    expect(page.url()).not.toContain('token');
    const password = page.getByLabel('New password');

    for (const [tried, reason] of [
      ['', 'Please enter a new password.'],
      ['short', 'The password must have at least 8 characters.'],
      [email, 'The password is too easy to guess'],
    ] as const) {
      await password.fill(tried);
      await password.press('Enter');
      await expect(page.getByRole('alert')).toContainText(reason);
      await expect(password).toBeFocused();
    }
    await password.fill(OTHER_PASSWORD);
    await click(page, 'Save the new password');
    await expect(title(page)).toHaveText('Your password is changed');
    await expect(page.getByRole('link', { name: 'Sign in' })).toHaveAttribute('href', '/signin');
    expect((await signIn(request, email, PASSWORD)).status()).toBe(401);
    expect((await signIn(request, email, OTHER_PASSWORD)).status()).toBe(200);

    await page.goto('/');
    await page.goto(path);
    await password.fill(OTHER_PASSWORD);
    await password.press('Enter');
    await expect(title(page)).toHaveText('This link no longer works');
    await page.getByRole('link', { name: 'Ask for another link' }).click();
    await expect(page.getByLabel('Your e-mail address')).toBeVisible();
  });

  test('can be looked at while it is chosen', async ({ page }) => {
    await page.goto('/resetpassword#token=any');
    const password = page.getByLabel('New password');
    await expect(password).toHaveAttribute('type', 'password');
    await page.getByLabel('Show the password').check();
    await expect(password).toHaveAttribute('type', 'text');
    await page.getByLabel('Show the password').uncheck();
    await expect(password).toHaveAttribute('type', 'password');
  });
});

test('a new address is confirmed with the password, and is the one to sign in with', async ({ page, request }) => {
  const email = await personIn(page);
  const next = newEmail();
  const { token } = (await (await signIn(request, email, PASSWORD)).json()) as { token: string };
  const asked = await request.post('/api/user/email', {
    data: { email: next, password: PASSWORD },
    headers: { authorization: `Bearer ${token}` },
  });
  expect(asked.status()).toBe(202);

  const path = await mailedPath(request, next, '/email');
  for (let visit = 0; visit < 3; visit++) await page.goto(path);
  expect((await signIn(request, next, PASSWORD)).status()).toBe(401);
  await click(page, 'Confirm this address');
  const password = page.getByLabel('Your password');
  await expect(password).toBeFocused();
  await password.fill(OTHER_PASSWORD);
  await password.press('Enter');
  await expect(page.getByRole('alert')).toContainText('not the password of the account that asked');
  expect((await signIn(request, next, PASSWORD)).status()).toBe(401);
  await password.fill(PASSWORD);
  await password.press('Enter');
  await expect(title(page)).toHaveText('Your address is changed');
  expect((await signIn(request, next, PASSWORD)).status()).toBe(200);

  await page.goto('/');
  await page.goto(path);
  await click(page, 'Confirm this address');
  await expect(title(page)).toHaveText('This link no longer works');
});

test.describe('a sign-in that was not yours', () => {
  test('is disowned by one click, which leads to a new password', async ({ page, request }) => {
    const { email, path } = await disownPath(page);
    for (let visit = 0; visit < 3; visit++) await page.goto(path);
    expect((await signIn(request, email, PASSWORD)).status()).toBe(200);
    await expect(page.getByRole('listitem')).toHaveCount(5);

    await click(page, 'This was not me');
    await expect(title(page)).toHaveText('Choose a new password');
    expect(page.url()).not.toContain('token');
    expect((await signIn(request, email, PASSWORD)).status()).toBe(401);
    await page.getByLabel('New password').fill(OTHER_PASSWORD);
    await page.keyboard.press('Enter');
    await expect(title(page)).toHaveText('Your password is changed');
    expect((await signIn(request, email, OTHER_PASSWORD)).status()).toBe(200);
  });

  test('whose link is spent leads to a new password as well', async ({ page }) => {
    await page.goto('/notme#token=spent');
    await click(page, 'This was not me');
    await page.getByRole('link', { name: 'Choose a new password' }).click();
    await expect(page).toHaveURL('/forgotpassword');
  });
});

test('a page whose link is incomplete says so and offers no click', async ({ page }) => {
  for (const path of ['/verify', '/resetpassword', '/email', '/notme', '/email#token=', '/email#other=x']) {
    await page.goto('/');
    await page.goto(path);
    await expect(title(page)).toHaveText('This link is incomplete');
    await expect(page.getByRole('button')).toHaveCount(0);
  }
});

test('what the server cannot do now is said, and can be tried again', async ({ page }) => {
  await page.goto('/email#token=spent');
  for (const [status, sentence] of [
    [429, 'Too many attempts'],
    [503, 'very busy'],
    [500, 'went wrong on our side'],
    [0, 'could not reach the server'],
  ] as const) {
    await page.route('**/api/user/email/confirm', (route) => (status ? route.fulfill({ status }) : route.abort()));
    await click(page, 'Confirm this address');
    await expect(page.getByRole('alert')).toContainText(sentence);
    await page.unroute('**/api/user/email/confirm');
  }
  await click(page, 'Confirm this address');
  await expect(title(page)).toHaveText('This link no longer works');
});
