/** Holds README.md and the pages under docs/ to the code. */
package io.kafkars.docs;
