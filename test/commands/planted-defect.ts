// Loaded before everything else in a process of `simulate`: what the venue pays us is then booked as nothing.
import { plantCanary } from '#lab/canary-hook.ts';

plantCanary({
  name: 'creditLost',
  sentence: 'A reward is told and not booked.',
  file: 'src/actors/order-news.ts',
  find: 'cash: news.cash.toFixed(),',
  replace: "cash: '0',",
  faults: [],
});
