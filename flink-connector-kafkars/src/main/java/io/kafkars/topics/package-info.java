/**
 * Which topics are read, from where and to where, and how that is resolved to offsets once. Nothing
 * here polls.
 */
package io.kafkars.topics;
