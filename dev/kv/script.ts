import { createHash } from "node:crypto";
import { lauxlib, lua, lualib, to_luastring } from "fengari";
import { KvError, type Reply, Status } from "./keyspace";

type LuaState = ReturnType<typeof lauxlib.luaL_newstate>;

export const scriptHash = (script: string): string => createHash("sha1").update(script).digest("hex");

/** Puts a reply on Lua's stack by Redis' rules: null is false, a status is a table with `ok`. */
function push(state: LuaState, reply: Reply): void {
  if (reply === null) lua.lua_pushboolean(state, false);
  else if (typeof reply === "number") lua.lua_pushinteger(state, reply);
  else if (typeof reply === "string") lua.lua_pushstring(state, to_luastring(reply));
  else if (reply instanceof Status) {
    lua.lua_createtable(state, 0, 1);
    lua.lua_pushstring(state, to_luastring(reply.text));
    lua.lua_setfield(state, -2, to_luastring("ok"));
  } else {
    lua.lua_createtable(state, reply.length, 0);
    reply.forEach((item, at) => {
      push(state, item);
      lua.lua_rawseti(state, -2, at + 1);
    });
  }
}

/** Takes what a script returned from the stack: numbers lose their fraction, a list ends at its first nil. */
function take(state: LuaState, index: number): Reply {
  const type = lua.lua_type(state, index);
  if (type === lua.LUA_TNUMBER) return Math.trunc(lua.lua_tonumber(state, index));
  if (type === lua.LUA_TSTRING) return lua.lua_tojsstring(state, index);
  if (type === lua.LUA_TBOOLEAN) return lua.lua_toboolean(state, index) ? 1 : null;
  if (type !== lua.LUA_TTABLE) return null;
  for (const name of ["err", "ok"]) {
    const found = lua.lua_getfield(state, index, to_luastring(name));
    const text = found === lua.LUA_TSTRING ? lua.lua_tojsstring(state, -1) : null;
    lua.lua_pop(state, 1);
    if (text !== null && name === "err") throw new KvError(text);
    if (text !== null) return new Status(text);
  }
  const items: Reply[] = [];
  for (let at = 1; ; at++) {
    const found = lua.lua_rawgeti(state, index, at);
    if (found === lua.LUA_TNIL) {
      lua.lua_pop(state, 1);
      return items;
    }
    items.push(take(state, lua.lua_gettop(state)));
    lua.lua_pop(state, 1);
  }
}

function pushError(state: LuaState, text: string): void {
  lua.lua_createtable(state, 0, 1);
  lua.lua_pushstring(state, to_luastring(text));
  lua.lua_setfield(state, -2, to_luastring("err"));
}

/** Runs a Lua script with `KEYS`, `ARGV`, `redis.call` and `redis.pcall`; nothing else can run meanwhile. */
export type RunScript = (script: string, keys: string[], args: string[]) => Reply;

/** As many scripts are kept compiled; an application has a handful. */
const MOST_COMPILED = 200;

/** One Lua for all scripts, as in Redis; each is compiled when it first comes. */
export function createScripts(call: (command: string[]) => Reply): RunScript {
  const state = lauxlib.luaL_newstate();
  for (const [name, open] of [
    ["_G", lualib.luaopen_base],
    ["table", lualib.luaopen_table],
    ["string", lualib.luaopen_string],
    ["math", lualib.luaopen_math],
  ] as const) {
    lauxlib.luaL_requiref(state, to_luastring(name), open, true);
    lua.lua_pop(state, 1);
  }
  // Redis runs Lua 5.1, where this is a global.
  lua.lua_getglobal(state, to_luastring("table"));
  lua.lua_getfield(state, -1, to_luastring("unpack"));
  lua.lua_setglobal(state, to_luastring("unpack"));
  lua.lua_pop(state, 1);

  const bridge = (raises: boolean) => (inner: LuaState) => {
    const command: string[] = [];
    for (let at = 1; at <= lua.lua_gettop(inner); at++) {
      command.push(
        lua.lua_type(inner, at) === lua.LUA_TNUMBER
          ? String(lua.lua_tonumber(inner, at))
          : lua.lua_tojsstring(inner, at),
      );
    }
    try {
      push(inner, call(command));
    } catch (error) {
      if (!(error instanceof KvError)) throw error;
      pushError(inner, error.message);
      if (raises) return lua.lua_error(inner);
    }
    return 1;
  };
  lua.lua_createtable(state, 0, 2);
  for (const [name, raises] of [
    ["call", true],
    ["pcall", false],
  ] as const) {
    lua.lua_pushcfunction(state, bridge(raises));
    lua.lua_setfield(state, -2, to_luastring(name));
  }
  lua.lua_setglobal(state, to_luastring("redis"));

  const compiled = new Map<string, number>();
  /** Puts the compiled script on the stack. */
  function load(script: string): void {
    const known = compiled.get(script);
    if (known !== undefined) {
      lua.lua_rawgeti(state, lua.LUA_REGISTRYINDEX, known);
      return;
    }
    if (lauxlib.luaL_loadstring(state, to_luastring(script)) !== lua.LUA_OK) {
      throw new KvError(`ERR Error compiling script: ${lua.lua_tojsstring(state, -1)}`);
    }
    if (compiled.size >= MOST_COMPILED) {
      for (const reference of compiled.values()) lauxlib.luaL_unref(state, lua.LUA_REGISTRYINDEX, reference);
      compiled.clear();
    }
    lua.lua_pushvalue(state, -1);
    compiled.set(script, lauxlib.luaL_ref(state, lua.LUA_REGISTRYINDEX));
  }

  return (script, keys, args) => {
    const floor = lua.lua_gettop(state);
    try {
      push(state, keys);
      lua.lua_setglobal(state, to_luastring("KEYS"));
      push(state, args);
      lua.lua_setglobal(state, to_luastring("ARGV"));
      load(script);
      if (lua.lua_pcall(state, 0, 1, 0) !== lua.LUA_OK) {
        if (lua.lua_type(state, -1) === lua.LUA_TTABLE) take(state, lua.lua_gettop(state));
        throw new KvError(`ERR Error running script: ${lua.lua_tojsstring(state, -1)}`);
      }
      return take(state, lua.lua_gettop(state));
    } finally {
      lua.lua_settop(state, floor);
    }
  };
}
