import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { mailedPath, newEmail, signUpIn } from './people.ts';

const LINKS = ['/verify', '/magic', '/resetpassword', '/email', '/notme', '/social', '/export', '/invite'];
const MAILBOX = ['/dev/mail', '/dev/mail?to=nobody@example.org', '/dev/mail/preview', '/dev/mail/preview/sign_in_blocked/en', 'a mail'];
/** Where networks send people to, and with what. */
const ARRIVALS = ['/signup', '/signup#social_token=x', '/signin#error=invalid_state', '/account/profile#linked=acme'];
const PAGES = ['/', '/docs', '/docs/problems', '/forgotpassword', '/otp', '/otp#pending_token=x'].concat(
  MAILBOX,
  ARRIVALS,
  LINKS,
  LINKS.map((path) => `${path}#token=x`),
);

const LOOKS = [
  { name: 'desktop, light, English', width: 1280, scheme: 'light', locale: 'en' },
  { name: 'phone, dark, Spanish', width: 320, scheme: 'dark', locale: 'es' },
] as const;

async function open(page: Page, path: string): Promise<void> {
  if (path !== 'a mail') {
    await page.goto(path);
    return;
  }
  const email = newEmail();
  await signUpIn(page, email);
  await mailedPath(page.request, email);
  await page.goto(`/dev/mail?to=${email}`);
  await page.locator('.letters a').first().click();
}

/** The preview of a mail runs no scripts, so axe cannot look inside and would wait for ever. Its name is checked here. */
async function setPreviewAside(page: Page): Promise<void> {
  for (const frame of await page.locator('iframe').all()) {
    await expect(frame).toHaveAttribute('title', /.+/);
    await frame.evaluate((element) => element.remove());
  }
}

for (const look of LOOKS) {
  test.describe(look.name, () => {
    test.use({
      viewport: { width: look.width, height: 800 },
      colorScheme: look.scheme,
      locale: look.locale,
    });

    for (const path of PAGES) {
      test(`${path} is accessible, fits, speaks the language and asks nobody else`, async ({ page, baseURL }) => {
        const strangers: string[] = [];
        const errors: string[] = [];
        page.on('request', (request) => {
          if (!request.url().startsWith(baseURL ?? '') && !request.url().startsWith('data:')) strangers.push(request.url());
        });
        page.on('pageerror', (error) => errors.push(error.message));

        await open(page, path);

        await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
        await expect(page.locator('html')).toHaveAttribute('lang', look.locale);
        await setPreviewAside(page);
        expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        expect(overflow).toBeLessThanOrEqual(0);
        expect(strangers).toEqual([]);
        expect(errors).toEqual([]);
      });
    }
  });
}

for (const look of LOOKS) {
  test.describe(look.name, () => {
    test.use({ viewport: { width: look.width, height: 800 }, colorScheme: look.scheme, locale: look.locale });

    for (const path of ['/forgotpassword', '/magic', '/resetpassword#token=x', '/otp#pending_token=x', '/signup#social_token=x']) {
      test(`${path} says in an accessible way what is missing`, async ({ page }) => {
        await page.goto(path);
        await page.locator('button:visible').click();
        await expect(page.getByRole('alert')).not.toBeEmpty();
        await expect(page.locator('input[name]:visible')).toBeFocused();
        expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
      });
    }

    for (const path of ['/magic#token=x', '/email#token=x', '/notme#token=x', '/otp#pending_token=x', '/signup#social_token=x', '/social#token=x', '/export#token=x']) {
      test(`${path} says in an accessible way that the token is spent`, async ({ page }) => {
        await page.goto(path);
        const title = page.getByRole('heading', { level: 1 });
        const before = await title.innerText();
        for (const field of await page.locator('input[name]:visible').all()) await field.fill((await field.getAttribute('type')) === 'email' ? newEmail() : '123456');
        await page.locator('button:visible').press('Enter');
        await expect(title).not.toHaveText(before);
        await expect(title).toBeFocused();
        expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
      });
    }
  });
}

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });

  for (const path of [...LINKS, '/otp', '/forgotpassword', '/signup']) {
    test(`${path} says that it needs them, and shows no form that would not work`, async ({ page }) => {
      await page.goto(path);
      const note = page.locator('noscript .note');
      await expect(note).toBeVisible();
      await expect(note).toContainText('needs JavaScript');
      await expect(page.getByRole('button')).toHaveCount(0);
      await expect(page.getByRole('textbox')).toHaveCount(0);
    });
  }
});

test('the index leads to the documentation, the mailbox and the health of the server', async ({ page }) => {
  await page.goto('/');
  for (const target of ['/docs', '/dev/mail', '/health/ready', '/api/spec.yaml']) {
    await expect(page.locator(`a[href="${target}"]`).first()).toBeVisible();
  }
});

test('the documentation draws every operation from the jar alone', async ({ page, baseURL }) => {
  const strangers: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(baseURL ?? '') && !request.url().startsWith('data:')) strangers.push(request.url());
  });
  await page.goto('/docs');
  await expect(page.getByText('/api/user/auth').first()).toBeVisible();
  await expect(page.getByText('/api/project').first()).toBeVisible();
  expect(strangers).toEqual([]);
});

test('every page can be walked with the keyboard alone', async ({ page }) => {
  await page.goto('/');
  await page.keyboard.press('Tab');
  await expect(page.locator(':focus')).toHaveAttribute('href', '#main');
  await page.keyboard.press('Enter');
  await expect(page.locator('#main')).toBeFocused();
});
