// The API key as a first frame carries it, in the clear, on the two streams that want it so.
import { ID } from './scalars.ts';
import { at, shape } from './shape.ts';

export const CREDENTIALS = shape('credentials', {
  apiKey: at('apiKey', ID),
  secret: at('secret', ID),
  passphrase: at('passphrase', ID),
});
