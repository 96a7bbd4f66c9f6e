/* Both parts of an address are words with single dots between them. */
#include "base/mail_address.h"

#include <string.h>

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_alphanumeric(char c)
{
	return is_letter(c) || (c >= '0' && c <= '9');
}

static bool is_atom(struct text word)
{
	for (size_t i = 0; i < word.size; i++)
		if (!is_alphanumeric(word.data[i]) &&
			!memchr("!#$%&'*+-/=?^_`{|}~", word.data[i], 19))
			return false;
	return word.size > 0;
}

static bool is_label(struct text word)
{
	if (word.size == 0 || word.size > 63 || word.data[0] == '-' ||
		word.data[word.size - 1] == '-')
		return false;
	for (size_t i = 0; i < word.size; i++)
		if (!is_alphanumeric(word.data[i]) && word.data[i] != '-')
			return false;
	return true;
}

bool mail_address_is_good(struct text address)
{
	struct text domain = address, label = { NULL, 0 };
	struct text local = text_split(&domain, '@');
	size_t labels = 0;

	if (local.size > 64 || address.size > 254)
		return false;
	while (local.data)
		if (!is_atom(text_split(&local, '.')))
			return false;
	for (; domain.data; labels++) {
		label = text_split(&domain, '.');
		if (!is_label(label))
			return false;
	}
	return labels > 1 && is_letter(label.data[0]);
}
