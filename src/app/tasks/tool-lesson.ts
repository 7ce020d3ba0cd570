/** What the lesson has of GTAPolicy, the task with tools: fetched when its step is opened. */
export { CallToMake } from './gta/learn/call-to-make';
export { CallsMade } from './gta/learn/calls-made';
export { type RecordedCall, recordedCall } from './gta/learn/recorded-call';
