/** The pages of docs/getting-started, and what becomes of a reader who follows one. */
package io.onevent.start;
