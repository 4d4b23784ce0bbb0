// Loaded before a program under test: writes every address it or its threads try to reach into the file that RECORDED_NETWORK names.
import { appendFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const net = require('node:net');
const dgram = require('node:dgram');
const dns = require('node:dns');
const record = (what) => appendFileSync(process.env.RECORDED_NETWORK, `${what}\n`);

const { connect } = net.Socket.prototype;
net.Socket.prototype.connect = function recordedConnect(...args) {
  const [options] = Array.isArray(args[0]) ? args[0] : args;
  // Pipes between processes have a path and no port.
  if (typeof options === 'object' && options !== null && options.path === undefined)
    record(`connect ${options.host ?? 'localhost'}:${options.port}`);
  return connect.apply(this, args);
};
const { send } = dgram.Socket.prototype;
dgram.Socket.prototype.send = function recordedSend(...args) {
  record('udp');
  return send.apply(this, args);
};
for (const name of ['lookup', 'resolve', 'resolve4', 'resolve6']) {
  const original = dns[name];
  dns[name] = function recordedLookup(host, ...rest) {
    record(`${name} ${host}`);
    return original.call(this, host, ...rest);
  };
}
