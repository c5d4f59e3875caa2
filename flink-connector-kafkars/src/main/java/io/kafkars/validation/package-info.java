/** Collects everything that is wrong with what a user specified, so that one error names it all. */
package io.kafkars.validation;
