import { isProblem, type Problem } from './answers.js';

type Token = string | undefined;

/** Who calls: the holder of an API key, or of a session with its access token. */
export interface Credentials {
  /** An API key, sent as it stands. It is a secret of a server and never belongs into a browser. */
  key?: string | undefined;
  /** An access token, or what tells it now: asked before each request, so that it can live in memory and change. */
  token?: string | (() => Token) | undefined;
  /** Gets another token when one is refused; the request is then sent again. Nothing when there is none to get. */
  refresh?: (() => Promise<Token>) | undefined;
}

type Send = (request: Request) => Promise<Response>;

/** Adds the credential to each request, and renews a token that has run out. */
export function authorized({ key, token, refresh }: Credentials, send: Send): Send {
  const current = () => (typeof token === 'function' ? token() : token);
  let renewing: Promise<Token> | undefined;
  // Requests that are refused together renew together: a refresh token is good for one use.
  const renewed = (renew: () => Promise<Token>) => {
    renewing ??= renew().finally(() => (renewing = undefined));
    return renewing;
  };
  return async (request) => {
    if (key !== undefined) return send(withHeader(request, `Basic ${key}`));
    const first = current();
    if (refresh === undefined) return send(withBearer(request, first));
    const again = request.clone();
    const answer = await send(withBearer(request, first));
    if (!(await isUnauthenticated(answer))) return answer;
    const meanwhile = current();
    const other = meanwhile === first ? await renewed(refresh) : meanwhile;
    return other === undefined ? answer : send(withBearer(again, other));
  };
}

// Not a wrong password, say, nor a refresh token that is refused: a new access token would help neither.
async function isUnauthenticated(answer: Response): Promise<boolean> {
  if (answer.status !== 401 || !isProblem(answer)) return false;
  const { code } = (await answer.clone().json()) as Problem;
  return code === 'unauthenticated';
}

function withBearer(request: Request, token: Token): Request {
  return token === undefined ? request : withHeader(request, `Bearer ${token}`);
}

function withHeader(request: Request, authorization: string): Request {
  request.headers.set('Authorization', authorization);
  return request;
}
