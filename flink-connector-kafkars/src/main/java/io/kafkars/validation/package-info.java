/** Collects everything that is wrong with what a user asked for, so that one error names it all. */
package io.kafkars.validation;
