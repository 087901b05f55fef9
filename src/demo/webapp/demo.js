"use strict";
const say = document.getElementById("say");
const count = (n, what) => n.toLocaleString() + " " + what + (n === 1 ? "" : "s");
const seconds = ms => (ms / 1000).toFixed(1) + " s";
const duration = ms => ms < 1000 ? ms + " ms" : seconds(ms);

let now = Date.now();
let state = null;
let silent = false;
let followed = null;

/** An element with text, never HTML: names, messages and code come from outside. */
function el(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function link(address, text) {
  const a = el("a", "", text);
  a.href = address;
  return a;
}

/** Says what has just happened; the parts are texts and links. */
function tell(bad, ...parts) {
  const text = parts.map(part => part.textContent || part).join("");
  if (say.textContent !== text) say.replaceChildren(...parts);
  say.classList.toggle("bad", bad);
}

async function post(path) {
  const answer = await fetch("api/" + path, { method: "POST" });
  if (answer.ok) return answer.json();
  const text = (answer.headers.get("Content-Type") || "").startsWith("text/plain") ? await answer.text() : "";
  throw new Error(text || "The server answered " + answer.status + ": see " + state.here + ".log in target/demo");
}

async function act(path, then) {
  followed = null;
  try {
    then(await post(path));
  } catch (error) {
    tell(true, error instanceof TypeError ? "No answer." : error.message);
  }
  refresh();
}

function publish(button) {
  const event = button.dataset.event;
  showCode(button);
  tell(false, event + " is being published …");
  act("publish/" + button.dataset.what, published => {
    if (published.rolledBack) {
      tell(false, event + " was rolled back: " + published.rolledBack + ".");
    } else {
      followed = { event, ids: new Set(published.ids) };
      tell(false, event + ": " + count(published.ids.length, "event") + " published.");
    }
  });
}

/** Goes on to say what becomes of what was published last. */
function follow() {
  if (!followed) return;
  const runs = state.ended.filter(run => followed.ids.has(run.id)).reverse();
  const dead = state.dead.filter(event => followed.ids.has(event.id));
  const parts = [followed.event + ": " + count(followed.ids.size, "event") + " published"];
  if (followed.ids.size === 1) {
    runs.forEach(run => parts.push("run " + run.number + " " + run.outcome + " on " + Object.keys(run.by).join()));
  } else {
    const handled = runs.filter(run => run.outcome === "handled").reduce((sum, run) => sum + run.count, 0);
    if (handled > 0) parts.push(handled.toLocaleString() + " handled");
  }
  const text = parts.join(", ") + ".";
  if (dead.length) tell(false, text + " It is dead: ", link("onevent/event?id=" + dead[0].id, "see it in the console"), ".");
  else tell(false, text);
}

// The code

const TOKENS = /(\/\/.*|\/\*[\s\S]*?\*\/)|("(?:\\.|[^"\\])*")|(@\w+)|\b(void|return|new|throw|throws|if|for|int|private|static)\b/g;
const KINDS = ["comment", "text", "annotation", "keyword"];

function putCode(id, code) {
  const pre = document.getElementById(id);
  pre.replaceChildren();
  let from = 0;
  for (const token of code.matchAll(TOKENS)) {
    pre.append(code.slice(from, token.index), el("span", KINDS[token.slice(1).findIndex(Boolean)], token[0]));
    from = token.index + token[0].length;
  }
  pre.append(code.slice(from));
}

async function showCode(button) {
  const event = button.dataset.event;
  document.querySelectorAll(".offer").forEach(offer => offer.classList.toggle("shown", offer.contains(button)));
  put(document.getElementById("code-of"), button.querySelector("b").textContent + ": " + event);
  try {
    const answer = await fetch("api/code/" + button.dataset.what + "/" + event);
    if (!answer.ok) throw new Error("HTTP " + answer.status);
    const code = await answer.json();
    putCode("publishing", code.publishing);
    putCode("handling", code.handler || "// No method here has @OnEvent(\"" + event + "\").");
  } catch (error) {
    putCode("publishing", "// The server does not tell: " + error.message);
    putCode("handling", "");
  }
}

for (const button of document.querySelectorAll("[data-what]")) {
  button.title = "Publishes " + button.dataset.event;
  button.onclick = () => publish(button);
  const show = button.parentElement.appendChild(el("button", "show", "Code"));
  show.setAttribute("aria-label", "The code of " + button.querySelector("b").textContent);
  show.onclick = () => {
    showCode(button);
    document.getElementById("code").scrollIntoView({ block: "nearest" });
  };
}

// The lists

/** Makes the list show the items in order, keeping the elements of those that were there. */
function sync(id, items, keyOf, make) {
  const list = document.getElementById(id);
  const old = new Map([...list.children].map(li => [li.dataset.key, li]));
  let before = list.firstElementChild;
  for (const item of items) {
    const key = keyOf(item);
    let li = old.get(key);
    if (li) {
      old.delete(key);
    } else {
      li = make(item);
      li.dataset.key = key;
    }
    li.update(item);
    if (li === before) before = before.nextElementSibling;
    else list.insertBefore(li, before);
  }
  old.forEach(li => li.remove());
}

function entry() {
  const li = el("li");
  const row = el("div", "row");
  li.name = row.appendChild(el("span", "name"));
  li.chip = row.appendChild(el("span", "chip"));
  const line = el("div", "line");
  li.note = line.appendChild(el("div", "note"));
  li.by = line.appendChild(el("div", "by"));
  li.append(row, line);
  return li;
}

const note = (...parts) => parts.filter(Boolean).join(" · ");

function waitingEntry() {
  const li = entry();
  li.update = event => {
    put(li.name, event.name);
    const left = Date.parse(event.dueAt) - now;
    put(li.chip, !event.handlerKnown ? "no handler" : left > 0 ? "in " + seconds(left) : "due");
    put(li.note, event.count > 1 ? count(event.count, "event") + " that were published together" : note(
      event.retry > 0 && (left > 0 ? "retry " + event.retry + " to come" : "retry " + event.retry),
      event.group && "group " + event.group,
      "due " + new Date(event.dueAt).toLocaleTimeString(),
      event.expiredAt && "expires in " + seconds(Math.max(0, Date.parse(event.expiredAt) - now))));
  };
  return li;
}

/** On which instance it ran; of many, how many on which. */
function putBy(element, run) {
  const texts = Object.entries(run.by).map(([name, runs]) => [name, run.count > 1 ? name + " " + runs.toLocaleString() : name]);
  if (element.dataset.shown === JSON.stringify(texts)) return;
  element.dataset.shown = JSON.stringify(texts);
  element.replaceChildren(...texts.map(([name, text]) => el("span", name, text)));
}

function runningEntry() {
  const li = entry();
  li.update = run => {
    put(li.name, run.name);
    put(li.chip, run.count > 1 ? count(run.count, "run") : "for " + seconds(Math.max(0, now - Date.parse(run.started))));
    put(li.note, run.count > 1 ? "" : note("run " + run.number, run.group && "group " + run.group));
    putBy(li.by, run);
  };
  return li;
}

function endedEntry() {
  const li = entry();
  const error = li.appendChild(el("div", "note"));
  li.update = run => {
    li.className = run.outcome;
    put(li.name, run.name);
    put(li.chip, (run.count > 1 ? run.count.toLocaleString() + " " : "") + run.outcome);
    put(li.note, run.count > 1 ? "within " + duration(run.millis) : note("run " + run.number, duration(run.millis),
      run.group && "group " + run.group, new Date(run.started).toLocaleTimeString()));
    error.classList.toggle("error", run.outcome !== "postponed");
    put(error, run.error || "");
    putBy(li.by, run);
  };
  return li;
}

function deadEntry(event) {
  const li = entry();
  const error = li.appendChild(el("div", "note error"));
  li.append(link("onevent/event?id=" + event.id, "Look, replay or discard"));
  li.lastChild.className = "note";
  li.update = dead => {
    put(li.name, dead.name);
    put(li.chip, dead.reason);
    put(li.note, "died " + new Date(dead.lastFailure).toLocaleTimeString());
    const thrown = (dead.errorClass || "").split(".").pop();
    put(error, [thrown, dead.message].filter(Boolean).join(": "));
  };
  return li;
}

/** Those that are dead besides: the console has them all. */
function moreEntry() {
  const li = el("li", "note");
  li.append(link("onevent/dead", ""));
  li.update = more => put(li.firstChild, "and " + count(more.more, "more event") + " in the console");
  return li;
}

// The instances

const pageOf = server => location.protocol + "//" + location.hostname + ":" + server.port + location.pathname;

const STATES = { starting: "starts", ready: "runs", killed: "was killed", ended: "is not there" };

function serverEntry(server) {
  const li = el("li");
  li.name = el("span", "name");
  li.chip = el("span", "chip");
  li.note = el("span", "note");
  const page = link(pageOf(server), "its page");
  const button = el("button", "small");
  li.append(li.name, li.chip, li.note, page, button);
  li.update = server => {
    const here = server.name === state.here;
    const gone = server.state === "killed" || server.state === "ended";
    li.className = server.state;
    put(li.name, "The " + server.name + " instance");
    put(li.chip, STATES[server.state]);
    put(li.note, note("port " + server.port, !gone && "process " + server.pid, here && "you look at this one"));
    page.hidden = here || server.state !== "ready";
    button.disabled = server.state === "starting";
    put(button, gone ? "Start it again" : server.state === "starting" ? "It starts …" : "Kill it (kill -9)");
    button.onclick = () => gone ? start(server) : kill(server);
  };
  return li;
}

function kill(server) {
  tell(false, "The " + server.name + " instance is being killed …");
  act("instances/" + server.name + "/kill", servers => {
    tell(false, "The " + server.name + " instance was killed: what it had begun is rolled back, and runs again here.");
  });
}

function start(server) {
  act("instances/" + server.name + "/start", servers => {
    tell(false, "The " + server.name + " instance is being started, which takes some seconds.");
  });
}

// Twice a second

function show(latest) {
  state = latest;
  now = Date.parse(state.now);
  for (const dd of document.querySelectorAll("[data-figure]")) {
    put(dd, state.figures[dd.dataset.figure].toLocaleString());
  }
  const together = item => item.name + item.published;
  sync("waiting", state.waiting, event => event.count > 1 ? together(event) : event.id, waitingEntry);
  sync("running", state.running, run => run.count > 1 ? together(run) : run.id + run.started, runningEntry);
  sync("ended", state.ended, run => run.count > 1 ? together(run) + run.outcome : run.id + run.started, endedEntry);
  const more = state.figures.dead - state.dead.length;
  sync("dead", more > 0 ? [...state.dead, { more }] : state.dead,
    event => event.more ? "more" : event.id + event.lastFailure, event => event.more ? moreEntry() : deadEntry(event));
  document.getElementById("two").hidden = state.servers.length === 0;
  sync("servers", state.servers, server => server.name, serverEntry);
  follow();
}

/** Whoever looks at an instance that is gone is led to the other one, if that is there. */
async function tellOfSilence() {
  const here = state && state.servers.find(server => server.name === state.here);
  const other = state && state.servers.find(server => server.name !== state.here && server.state === "ready");
  if (!here || !other || !await isThere(pageOf(other))) {
    tell(true, "The demo does not answer. This page goes on asking.");
    return;
  }
  tell(true, "The " + here.name + " instance, which you look at, does not answer. The " + other.name + " one goes on with its work: ",
    link(pageOf(other), "look at it there"), ", where you can also start this one again.");
}

/** Of another page no more is to be known. */
async function isThere(page) {
  try {
    await fetch(page, { mode: "no-cors", cache: "no-store", signal: AbortSignal.timeout(5000) });
    return true;
  } catch (error) {
    return false;
  }
}

async function refresh() {
  try {
    const answer = await fetch("api/state", { cache: "no-store", signal: AbortSignal.timeout(10000) });
    if (!answer.ok) throw new Error("HTTP " + answer.status);
    const latest = await answer.json();
    if (silent) tell(false, "The " + latest.here + " instance answers again.");
    silent = false;
    show(latest);
  } catch (error) {
    silent = true;
    followed = null;
    await tellOfSilence();
  }
}

async function poll() {
  await refresh();
  setTimeout(poll, 500);
}

showCode(document.querySelector("[data-what]"));
poll();
