/** What the lesson has of the task that it teaches with, ClevrPolicy-T. */
export { Follow } from './clevr/learn/follow';
