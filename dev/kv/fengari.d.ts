/** The few functions of Lua's C interface, as fengari offers it, that scripts need. */
declare module "fengari" {
  interface State {
    readonly lua: unique symbol;
  }
  type LuaString = Uint8Array;
  export function to_luastring(text: string): LuaString;
  export function to_jsstring(text: LuaString): string;
  export const lua: {
    LUA_OK: number;
    LUA_REGISTRYINDEX: number;
    LUA_TNIL: number;
    LUA_TBOOLEAN: number;
    LUA_TNUMBER: number;
    LUA_TSTRING: number;
    LUA_TTABLE: number;
    lua_call(state: State, args: number, results: number): void;
    lua_createtable(state: State, items: number, fields: number): void;
    lua_close(state: State): void;
    lua_error(state: State): number;
    lua_getfield(state: State, index: number, name: LuaString): number;
    lua_getglobal(state: State, name: LuaString): number;
    lua_gettop(state: State): number;
    lua_pcall(state: State, args: number, results: number, handler: number): number;
    lua_pop(state: State, count: number): void;
    lua_pushboolean(state: State, value: boolean): void;
    lua_pushcfunction(state: State, call: (state: State) => number): void;
    lua_pushinteger(state: State, value: number): void;
    lua_pushnil(state: State): void;
    lua_pushnumber(state: State, value: number): void;
    lua_pushstring(state: State, text: LuaString): void;
    lua_pushvalue(state: State, index: number): void;
    lua_rawgeti(state: State, index: number, at: number): number;
    lua_rawseti(state: State, index: number, at: number): void;
    lua_setfield(state: State, index: number, name: LuaString): void;
    lua_setglobal(state: State, name: LuaString): void;
    lua_settop(state: State, index: number): void;
    lua_toboolean(state: State, index: number): boolean;
    lua_tonumber(state: State, index: number): number;
    lua_tojsstring(state: State, index: number): string;
    lua_type(state: State, index: number): number;
  };
  export const lauxlib: {
    luaL_newstate(): State;
    luaL_loadstring(state: State, text: LuaString): number;
    luaL_ref(state: State, table: number): number;
    luaL_unref(state: State, table: number, reference: number): void;
    luaL_requiref(state: State, name: LuaString, open: (state: State) => number, global: boolean): void;
  };
  export const lualib: {
    luaopen_base(state: State): number;
    luaopen_table(state: State): number;
    luaopen_string(state: State): number;
    luaopen_math(state: State): number;
  };
}
