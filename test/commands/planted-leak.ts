// Loaded before everything else in a process that trades: whoever seals an order fails, with all it holds thrown about.
import { plantCanary } from '#lab/canary-hook.ts';

plantCanary({
  name: 'sealFails',
  sentence: 'An order cannot be sealed, and the failure carries the account.',
  file: 'src/infra/venue/signing/order-signer.ts',
  find: 'const { key, chainId, owner } = this.account;',
  replace:
    "const { key, chainId, owner } = this.account; if (owner !== '') throw Object.assign(new Error('planted ' + JSON.stringify(this.account) + String(key)), { account: this.account, signer: this });",
  faults: [],
});
