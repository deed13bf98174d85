import { expect, test } from '@playwright/test';
import { mailedPath, newEmail, PASSWORD, signUpIn } from './people.ts';

const button = { name: 'Confirm my address' };

test('a link in a strange browser asks for the password, refuses a wrong one and takes the right one', async ({ page, browser, request }) => {
  const email = newEmail();
  await signUpIn(page, email);
  const stranger = await (await browser.newContext()).newPage();
  await stranger.goto(await mailedPath(request, email));

  await stranger.getByRole('button', button).click();
  const password = stranger.locator('#password');
  await expect(password).toBeVisible();
  await password.fill('not the password');
  await password.press('Enter');
  await expect(stranger.getByRole('alert')).not.toBeEmpty();
  await password.fill(PASSWORD);
  await password.press('Enter');
  await expect(stranger.getByRole('heading', { level: 1 })).toHaveText(/signed in/i);
});

test('a link in the browser that signed up needs one click and works once', async ({ page, request }) => {
  const email = newEmail();
  await signUpIn(page, email);
  const path = await mailedPath(request, email);

  await page.goto(path);
  expect(page.url()).not.toContain('token');
  await page.getByRole('button', button).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/signed in/i);

  const again = await page.context().newPage();
  await again.goto(path);
  await again.getByRole('button', button).click();
  await expect(again.getByRole('button', button)).toBeHidden();
  await expect(again.getByRole('heading', { level: 1 })).not.toHaveText(/signed in/i);
});

test('opening the link changes nothing before the click', async ({ page, request }) => {
  const email = newEmail();
  await signUpIn(page, email);
  const path = await mailedPath(request, email);
  for (let visit = 0; visit < 3; visit++) await page.goto(path);

  await page.getByRole('button', button).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/signed in/i);
});

test('a page whose server is away says so and lets one try again', async ({ page, request }) => {
  const email = newEmail();
  await signUpIn(page, email);
  await page.goto(await mailedPath(request, email));
  await page.route('**/api/user/verify', (route) => route.abort());
  await page.getByRole('button', button).click();
  await expect(page.getByRole('alert')).not.toBeEmpty();
  await page.unroute('**/api/user/verify');
  await page.getByRole('button', button).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/signed in/i);
});
