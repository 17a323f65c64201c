import assert from 'node:assert/strict';
import { it } from 'node:test';
import { hours, minutes, seconds } from '#platform/duration.ts';
import { createKeyring } from '#platform/encryption.ts';
import { type Challenge, createProofOfWork, unsolved } from '#platform/proof-of-work.ts';
import { createRandom } from '#platform/random.ts';
import { describeOnEveryState } from '#test/support/every-state.ts';
import { solvedProof } from '#test/support/proofs.ts';
import { type Client, parseClient } from '../client.ts';
import { createSuspicion, type ProofOutcome, type Screening } from './suspicion.ts';

const THRESHOLD = { leastWrong: 20, wrongPercent: 70 };

describeOnEveryState(
  'suspicion',
  ({ clock, instance: stateOf }) => {
    const random = createRandom(clock);
    const proofOfWork = createProofOfWork({
      keyring: createKeyring([Buffer.alloc(32, 3)], random),
      clock,
    });
    const outcomes: ProofOutcome[] = [];
    const make = (index: number, asksForProof = true) =>
      createSuspicion({
        records: stateOf(index),
        counters: stateOf(index),
        proofOfWork,
        clock,
        random,
        settings: { asksForProof, threshold: THRESHOLD },
        onProof: (outcome) => outcomes.push(outcome),
      });

    let count = 0;
    const aClient = () => {
      count += 1;
      return parseClient(`10.1.${count >> 8}.${count & 255}`, 'Firefox') as Client;
    };
    const visit = (client: Client, proof?: string) =>
      ({ client, door: 'sign_in', proof, isKnownDevice: false }) as const;
    const flagged = async (suspicion: ReturnType<typeof make>, times: number) => {
      const client = aClient();
      for (let flag = 0; flag < times; flag += 1) await suspicion.flag(client, 'sign_up');
      return client;
    };
    const challengeOf = (screening: Screening): Challenge => {
      assert.equal(screening.kind, 'proof_required');
      return (screening as Extract<Screening, { kind: 'proof_required' }>).challenge;
    };
    const fail = (suspicion: ReturnType<typeof make>, times: number) => {
      for (let guess = 0; guess < times; guess += 1) suspicion.note(false);
    };

    it('lets everybody pass while nothing is unusual', async () => {
      assert.deepEqual(await make(0).screen(visit(aClient())), { kind: 'passed', isSuspect: false });
    });

    it('makes the budgets of a flagged client smaller on every instance, and forgets it after an hour', async () => {
      const client = await flagged(make(0), 1);
      assert.deepEqual(await make(1).screen(visit(client)), { kind: 'passed', isSuspect: true });
      clock.advance(hours(1));
      assert.deepEqual(await make(1).screen(visit(client)), { kind: 'passed', isSuspect: false });
    });

    it('forgets the flags of a client that an operator vouches for', async () => {
      const client = await flagged(make(0), 2);
      assert.equal(await make(1).unflag(client), 2);
      assert.equal(await make(1).unflag(client), 0);
      assert.deepEqual(await make(0).screen(visit(client)), { kind: 'passed', isSuspect: false });
    });

    it('asks a client with three flags for work, and no known device', async () => {
      const suspicion = make(0);
      const client = await flagged(suspicion, 3);
      assert.ok(challengeOf(await suspicion.screen(visit(client))));
      assert.ok(await suspicion.challengeFor(client, 'sign_in'));
      assert.equal(await suspicion.challengeFor(aClient(), 'sign_in'), undefined);
      const known = await suspicion.screen({ ...visit(client), isKnownDevice: true });
      assert.deepEqual(known, { kind: 'passed', isSuspect: false });
    });

    it('never asks where that is switched off; the smaller budgets stay', async () => {
      const client = await flagged(make(0), 3);
      assert.deepEqual(await make(0, false).screen(visit(client)), { kind: 'passed', isSuspect: true });
      assert.equal(await make(0, false).challengeFor(client, 'sign_in'), undefined);
    });

    it('takes a solved proof once, over all instances', async () => {
      const client = await flagged(make(0), 3);
      const proof = await solvedProof(challengeOf(await make(0).screen(visit(client))));
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, index) => make(index).screen(visit(client, proof))),
      );
      assert.equal(answers.filter(({ kind }) => kind === 'passed').length, 1);
      assert.equal((await make(0).screen(visit(client, 'no proof'))).kind, 'proof_required');
    });

    it('lets who computes nothing in after half a minute, once in half a minute', async () => {
      const suspicion = make(0);
      const client = await flagged(suspicion, 3);
      const [one, other] = [await proofOfWork.challenge('sign_in'), await proofOfWork.challenge('sign_in')];
      const early = await suspicion.screen(visit(client, unsolved(one)));
      assert.deepEqual(challengeOf(early), one, 'the wait goes on, it does not start anew');
      clock.advance(seconds(30));
      assert.equal((await suspicion.screen(visit(client, unsolved(one)))).kind, 'passed');
      assert.equal((await suspicion.screen(visit(client, unsolved(other)))).kind, 'proof_required');
    });

    it('is raised by many failures with few successes, whichever instances saw them, until they are over', async () => {
      const [here, there] = [make(0), make(1)];
      fail(here, 10);
      fail(there, 10);
      await here.exchange();
      assert.equal(here.isRaised(), false, 'ten are not many');
      await there.exchange();
      await here.exchange();
      assert.deepEqual([here.isRaised(), there.isRaised()], [true, true]);
      assert.ok(challengeOf(await here.screen(visit(aClient()))));
      clock.advance(minutes(5));
      await Promise.all([here.exchange(), there.exchange()]);
      assert.deepEqual([here.isRaised(), there.isRaised()], [false, false]);
      clock.advance(minutes(5));
    });

    it('is not raised where most passwords are right, or few are typed at all', async () => {
      const suspicion = make(0);
      fail(suspicion, 19);
      await suspicion.exchange();
      assert.equal(suspicion.isRaised(), false, 'nineteen are few');
      fail(suspicion, 50);
      for (let person = 0; person < 50; person += 1) suspicion.note(true, `person-${person}`);
      await suspicion.exchange();
      assert.equal(suspicion.isRaised(), false, '69 of 119 are no attack');
      clock.advance(minutes(10));
    });

    it('is not drowned by right passwords of one account, nor by however many in a flood', async () => {
      const suspicion = make(0);
      fail(suspicion, 20);
      for (let own = 0; own < 500; own += 1) suspicion.note(true, 'the guesser');
      await suspicion.exchange();
      assert.equal(suspicion.isRaised(), true, 'one account counts once');
      clock.advance(minutes(10));
      fail(suspicion, 200);
      for (let own = 0; own < 500; own += 1) suspicion.note(true, `bought-${own}`);
      await suspicion.exchange();
      assert.equal(suspicion.isRaised(), true, 'ten times as many are an attack whatever else there is');
      clock.advance(minutes(10));
    });

    it('counts traps sprung at one moment as so many flags', async () => {
      const client = aClient();
      await Promise.all(Array.from({ length: 3 }, (_, index) => make(index).flag(client, 'sign_up')));
      assert.equal((await make(0).screen(visit(client))).kind, 'proof_required');
    });

    it('looks closely at a wide network whose narrow ones take turns', async () => {
      const inside = (index: number) =>
        parseClient(`2001:db8:77:${index.toString(16)}::1`, 'Firefox') as Client;
      for (let index = 0; index < 12; index += 1) await make(index).flag(inside(index), 'sign_up');
      assert.equal((await make(0).screen(visit(inside(99)))).kind, 'proof_required');
      assert.equal((await make(0).screen(visit(aClient()))).kind, 'passed');
    });

    it('lets sixty in by waiting in five minutes, whoever they are, and a wait refused uses up nothing', async () => {
      const suspicion = make(0);
      clock.advance(minutes(30));
      const waited = async () => {
        const client = await flagged(suspicion, 3);
        const challenge = await proofOfWork.challenge('sign_in');
        return { client, proof: unsolved(challenge) };
      };
      const people = [];
      for (let count = 0; count < 61; count += 1) people.push(await waited());
      clock.advance(seconds(30));
      const kinds = [];
      for (const { client, proof } of people) kinds.push((await suspicion.screen(visit(client, proof))).kind);
      assert.equal(kinds.filter((kind) => kind === 'passed').length, 60);
      const last = people.at(-1) as (typeof people)[number];
      clock.advance(minutes(5));
      assert.equal((await suspicion.screen(visit(last.client, last.proof))).kind, 'passed');
    });

    it('counts what was asked for and what came back', () => {
      assert.deepEqual([...new Set(outcomes)].sort(), ['asked', 'refused', 'solved', 'waited']);
    });
  },
  ['redis', 'postgres'],
);
