/** A bundle for browsers: it exports nothing and leaves its classes in `window.Sim`. */
declare module 'simjs';
