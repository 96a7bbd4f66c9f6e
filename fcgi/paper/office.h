/*
 * The look into an Office file (Office Open XML, ECMA-376; OpenDocument, ODF 1.3) before anybody
 * opens it: what acts, what reaches outside, what is not a document at all. Every entry is
 * unpacked once and every XML part read; nothing is kept and nothing of it is changed.
 */
#ifndef DAIS_PAPER_OFFICE_H
#define DAIS_PAPER_OFFICE_H

#include "base/text.h"

/*
 * NULL when the file may be passed on, else the code of what is wrong with it:
 *   OFFICE_PASSWORD   it is encrypted
 *   OFFICE_MACROS     it holds programs: macros, ActiveX, Basic, DDE, event handlers
 *   OFFICE_OBJECTS    it holds objects of other programs (OLE), or documents of other formats
 *   OFFICE_EXTERNAL   it would fetch something from elsewhere when it is opened; hyperlinks may
 * stand OFFICE_DAMAGED    it is not a sound package, or an XML part is not sound or has a DTD
 *   TYPE_MISMATCH     its main part is not of media_type, which its name says
 *   TOO_COMPLEX       more than 200 MB when unpacked, or more than 10,000 entries
 */
const char *office_refusal(struct text file, struct text media_type);

#endif
