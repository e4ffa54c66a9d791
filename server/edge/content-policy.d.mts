type Environment = Record<string, string | undefined>;
export function hashedPolicy(html: string, env?: Environment): Promise<string>;
export function noncePolicy(nonce: string, env?: Environment): string;
