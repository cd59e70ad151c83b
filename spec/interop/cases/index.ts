import type { Case } from '../support/case';
import { constructing, methods } from './a-constructing';
import { carriage } from './c-carriage';
import { invalidCalls } from './d-invalid';
import { codecs, validation } from './d-validation';
import { rawResponses } from './e-client';
import { requests } from './e-request';
import { rawRequests } from './e-server';
import { responseContexts } from './f-context';
import { responses } from './f-response';
import { callers } from './g-client';
import { credentials } from './g-credentials';
import { interceptors } from './h-interceptors';
import { contexts } from './i-context';
import { propagation } from './j-propagation';
import { rawDeadlines } from './j-wire';
import { peers } from './k-peer';
import { goingWrong } from './l-going-wrong';

/** All cases, in the order of their numbers. */
export const cases: readonly Case[] = [
  ...constructing,
  ...methods,
  ...carriage,
  ...validation,
  ...codecs,
  ...invalidCalls,
  ...requests,
  ...rawRequests,
  ...rawResponses,
  ...responses,
  ...responseContexts,
  ...callers,
  ...credentials,
  ...interceptors,
  ...propagation,
  ...rawDeadlines,
  ...peers,
  ...contexts,
  ...goingWrong,
].sort((a, b) => number(a) - number(b));

function number({ id }: Case): number {
  return Number(id.slice(1));
}
