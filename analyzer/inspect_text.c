#include "inspect.h"
void inspect_text(const struct inspection *in, struct console *console)
{
    inspect_json(in, &console->data);
}
