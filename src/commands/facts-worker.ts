// A process of its own in which market-days are traded, one at a time, for `bench facts`.
import { type DayPlan, marketDay } from '#lab/facts-day.ts';
import { answerJobs } from './job-pool.ts';

answerJobs((plan: DayPlan) => marketDay(plan));
