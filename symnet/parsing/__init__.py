"""Text in: the reader of what symnet prints as text, and of the same in ASCII."""

from symnet.parsing.mistakes import ReadingError as ReadingError
from symnet.parsing.reading import read_equation as read_equation
from symnet.parsing.reading import read_expression as read_expression
from symnet.parsing.symbols import SymbolTable as SymbolTable
from symnet.parsing.symbols import symbol_table as symbol_table
