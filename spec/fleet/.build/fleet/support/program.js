"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.Program = void 0;
const node_child_process_1 = require("node:child_process");
const running = new Set();
process.on('exit', () => {
    for (const child of running)
        child.kill('SIGKILL');
});
/** A program that tells what it has to tell as JSON on its standard output, one thing a line. */
class Program {
    /** All that it told so far. */
    told = [];
    /** Resolves with how it ended: its exit code, or the signal. */
    ended;
    child;
    listeners = new Set();
    what;
    errors = '';
    constructor(command, args, { env, ipc } = {}) {
        this.what = [command, ...args].join(' ');
        const pipes = ['pipe', 'pipe', 'pipe'];
        this.child = (0, node_child_process_1.spawn)(command, args, {
            env: { ...process.env, ...env },
            stdio: ipc ? [...pipes, 'ipc'] : [...pipes],
        });
        running.add(this.child);
        this.child.stdin?.on('error', () => { }); // it has ended, which `ended` tells
        this.child.stderr?.on('data', (text) => {
            this.errors = (this.errors + text).slice(-10_000);
        });
        this.read();
        this.ended = new Promise((resolve) => {
            this.child.once('close', (code, signal) => {
                running.delete(this.child);
                resolve(signal ?? code ?? -1);
            });
        });
    }
    /** What it wrote to its standard error, as far as it was not long ago. */
    get stderr() {
        return this.errors;
    }
    /** Returns the first line, of those that it told and will tell, of which `match` gives something: what it gives. */
    when(match) {
        for (const line of this.told) {
            const found = match(line);
            if (found !== undefined)
                return Promise.resolve(found);
        }
        return new Promise((resolve, reject) => {
            const listener = (line) => {
                const found = match(line);
                if (found === undefined)
                    return;
                this.listeners.delete(listener);
                resolve(found);
            };
            this.listeners.add(listener);
            void this.ended.then((how) => reject(new Error(`fleet: ${this.what} ended with ${how}: ${this.errors}`)));
        });
    }
    /** Has `listener` called with each line from now on. */
    each(listener) {
        this.listeners.add(listener);
    }
    /** Writes a line to its standard input. */
    write(value) {
        this.child.stdin?.write(`${JSON.stringify(value)}\n`);
    }
    /** Sends a message to a Node, and waits for its answer. */
    async ask(message) {
        const answered = new Promise((resolve) => this.child.once('message', resolve));
        this.child.send(message);
        await answered;
    }
    signal(name) {
        this.child.kill(name);
    }
    /** Ends it, without any of its own ado. */
    async kill() {
        this.child.kill('SIGKILL');
        await this.ended;
    }
    read() {
        let rest = '';
        this.child.stdout?.setEncoding('utf8').on('data', (text) => {
            const lines = (rest + text).split('\n');
            rest = lines.pop() ?? '';
            for (const text of lines)
                this.take(text);
        });
    }
    take(text) {
        if (!text.startsWith('{'))
            return; // a word of a proxy's own
        const line = JSON.parse(text);
        this.told.push(line);
        for (const listener of [...this.listeners])
            listener(line);
    }
}
exports.Program = Program;
