import ast
import warnings

A = ast


def t(expression):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            shown = repr(eval(expression))
        except Exception as error:
            shown = f"{type(error).__name__}: {error}"
    print(shown, *(str(w.message) for w in caught))


t('A.Name.__mro__')  # expect: (<class 'ast.Name'>, <class 'ast.expr'>, <class 'ast.AST'>, <class 'object'>)
t('A.AST.__doc__')  # expect: None
t('A.Name.__doc__')  # expect: 'Name(identifier id, expr_context ctx)'
t('A.Module.__doc__')  # expect: 'Module(stmt* body, type_ignore* type_ignores)'
t('A.operator.__doc__')  # expect: 'operator = Add | Sub | Mult | MatMult | Div | Mod | Pow | LShift | RShift | BitOr | BitXor | BitAnd | FloorDiv'
t('A.arguments.__doc__')  # expect: 'arguments(arg* posonlyargs, arg* args, arg? vararg, arg* kwonlyargs, expr* kw_defaults, arg? kwarg, expr* defaults)'
t('A.Add.__doc__')  # expect: 'Add'
t('A.Try.__doc__')  # expect: 'Try(stmt* body, excepthandler* handlers, stmt* orelse, stmt* finalbody)'
t('A.Name._fields')  # expect: ('id', 'ctx')
t('A.Name._attributes')  # expect: ('lineno', 'col_offset', 'end_lineno', 'end_col_offset')
t('A.Name._field_types')  # expect: {'id': <class 'str'>, 'ctx': <class 'ast.expr_context'>}
t('A.Name.__match_args__')  # expect: ('id', 'ctx')
t('A.expr._fields,A.expr._attributes,A.AST._fields,A.AST._attributes,A.AST.__match_args__')  # expect: ((), ('lineno', 'col_offset', 'end_lineno', 'end_col_offset'), (), (), ())
t('A.mod._fields')  # expect: ()
t('A.arg._attributes')  # expect: ('lineno', 'col_offset', 'end_lineno', 'end_col_offset')
t('A.stmt.end_lineno')  # expect: None
t('A.Return.value')  # expect: None
t('A.Dict._field_types')  # expect: {'keys': list[ast.expr], 'values': list[ast.expr]}
t('A.arguments._field_types')  # expect: {'posonlyargs': list[ast.arg], 'args': list[ast.arg], 'vararg': ast.arg | None, 'kwonlyargs': list[ast.arg], 'kw_defaults': list[ast.expr], 'kwarg': ast.arg | None, 'defaults': list[ast.expr]}
t('A.Constant._field_types')  # expect: {'value': <class 'object'>, 'kind': str | None}
t('A.Interpolation._field_types')  # expect: {'value': <class 'ast.expr'>, 'str': <class 'object'>, 'conversion': <class 'int'>, 'format_spec': ast.expr | None}
t('A.Compare._field_types')  # expect: {'left': <class 'ast.expr'>, 'ops': list[ast.cmpop], 'comparators': list[ast.expr]}
t('A.TypeIgnore._field_types')  # expect: {'lineno': <class 'int'>, 'tag': <class 'str'>}
t('A.AnnAssign._field_types')  # expect: {'target': <class 'ast.expr'>, 'annotation': <class 'ast.expr'>, 'value': ast.expr | None, 'simple': <class 'int'>}
t('A.Module.__module__')  # expect: 'ast'
t("A.Name('x')")  # expect: Name(id='x', ctx=Load())
t("A.Name('x').ctx")  # expect: Load()
t('A.Name().id')  # expect: AttributeError: 'Name' object has no attribute 'id' Name.__init__ missing 1 required positional argument: 'id'. This will become an error in Python 3.15.
t('A.Name(1,2,3)')  # expect: TypeError: Name constructor takes at most 2 positional arguments
t('A.Name(foo=1)')  # expect: AttributeError: 'Name' object has no attribute 'id' Name.__init__ got an unexpected keyword argument 'foo'. Support for arbitrary keyword arguments is deprecated and will be removed in Python 3.15. Name.__init__ missing 1 required positional argument: 'id'. This will become an error in Python 3.15.
t("A.Name('x',id='y')")  # expect: TypeError: Name got multiple values for argument 'id'
t('A.Module().body')  # expect: []
t("A.Call(A.Name('f')).args")  # expect: []
t("A.FunctionDef('f').args")  # expect: AttributeError: 'FunctionDef' object has no attribute 'args' FunctionDef.__init__ missing 1 required positional argument: 'args'. This will become an error in Python 3.15.
t('A.Constant(1).kind')  # expect: None
t('A.Load() is A.Load()')  # expect: False
t('A.Add()')  # expect: Add()
t("vars(A.Name('x'))")  # expect: {'id': 'x', 'ctx': Load()}
t("A.Name('x',lineno=1).lineno")  # expect: 1
t("A.Name('x').lineno")  # expect: AttributeError: 'Name' object has no attribute 'lineno'
t('A.AST(1)')  # expect: TypeError: AST constructor takes at most 0 positional arguments
t('A.AST(x=1)')  # expect: ast.AST() ast.AST.__init__ got an unexpected keyword argument 'x'. Support for arbitrary keyword arguments is deprecated and will be removed in Python 3.15.
t('A.AST()')  # expect: ast.AST()
t("A.parse('x')")  # expect: Module(body=[Expr(value=Name(id='x', ctx=Load(...)))], type_ignores=[])
t("A.parse('x').body[0].value.ctx is A.parse('y').body[0].value.ctx")  # expect: True
t("A.dump(A.parse('x=1'))")  # expect: "Module(body=[Assign(targets=[Name(id='x', ctx=Store())], value=Constant(value=1))])"
t("A.Name('x').__replace__(id='y').id")  # expect: 'y'
t("A.Name('x').__replace__(foo='y')")  # expect: TypeError: Name.__replace__ got an unexpected keyword argument 'foo'.
t("A.Name('x',A.Load()).__replace__()")  # expect: Name(id='x', ctx=Load())
t("bool(compile(A.parse('1+1','','eval'),'f','eval'))")  # expect: True
t("bool(compile(A.Module(),'f','exec'))")  # expect: True
t("bool(compile(A.Expression(),'f','eval'))")  # expect: TypeError: required field "body" missing from Expression Expression.__init__ missing 1 required positional argument: 'body'. This will become an error in Python 3.15.
t("bool(compile(A.Expression(A.Name('x')),'f','eval'))")  # expect: TypeError: required field "lineno" missing from expr
t("bool(compile(A.Expression(A.Name('x',lineno=1,col_offset=0)),'f','eval'))")  # expect: True
t("bool(compile(A.Expression(A.Name('x',A.Store(),lineno=1,col_offset=0)),'f','eval'))")  # expect: ValueError: expression must have Load context but has Store instead
t("bool(compile(A.Expression(5),'f','eval'))")  # expect: TypeError: required field "lineno" missing from expr
t("bool(compile(A.Expression(A.Constant([],lineno=1,col_offset=0)),'f','eval'))")  # expect: TypeError: got an invalid type in Constant: list
t("bool(compile(A.Module([A.Pass()],[]),'f','exec'))")  # expect: TypeError: required field "lineno" missing from stmt
t("bool(compile(A.Module([5],[]),'f','exec'))")  # expect: TypeError: required field "lineno" missing from stmt
t("bool(compile(A.Module(5,[]),'f','exec'))")  # expect: TypeError: Module field "body" must be a list, not a int
t("bool(compile(A.Expression(A.Name('x',A.Load(),lineno=1,col_offset=0)),'f','exec'))")  # expect: TypeError: expected Module node, got Expression
t("bool(compile(A.Name('x'),'f','eval'))")  # expect: TypeError: expected Expression node, got Name
t("bool(compile(A.Module([A.Assign([],A.Constant(1,lineno=1,col_offset=0),lineno=1,col_offset=0)],[]),'f','exec'))")  # expect: ValueError: empty targets on Assign
t("bool(compile(A.Module([A.FunctionDef('f',A.arguments(),[],lineno=1,col_offset=0)],[]),'f','exec'))")  # expect: ValueError: empty body on FunctionDef
t("bool(compile(A.Expression(A.Name(None,A.Load(),lineno=1,col_offset=0)),'f','eval'))")  # expect: ValueError: field 'id' is required for Name
t("bool(compile(A.Expression(A.Name('None',A.Load(),lineno=1,col_offset=0)),'f','eval'))")  # expect: ValueError: identifier field can't represent 'None' constant
t("bool(compile(A.Expression(A.Name(5,A.Load(),lineno=1,col_offset=0)),'f','eval'))")  # expect: TypeError: AST identifier must be of type str
t("bool(compile(A.Expression(A.BoolOp(A.And(),[],lineno=1,col_offset=0)),'f','eval'))")  # expect: ValueError: BoolOp with less than 2 values
t("bool(compile(A.Expression(A.BinOp(A.Constant(1,lineno=1,col_offset=0),5,A.Constant(1,lineno=1,col_offset=0),lineno=1,col_offset=0)),'f','eval'))")  # expect: TypeError: expected some sort of operator, but got 5
t("bool(compile(A.Expression(A.Compare(A.Constant(1,lineno=1,col_offset=0),[A.Eq()],[],lineno=1,col_offset=0)),'f','eval'))")  # expect: ValueError: Compare with no comparators
t("bool(compile(A.Expression(A.Constant(1,lineno=5,end_lineno=2,col_offset=0)),'f','eval'))")  # expect: ValueError: AST node line range (5, 2) is not valid
t("bool(compile(A.Expression(A.Constant(1,lineno=-1,col_offset=0)),'f','eval'))")  # expect: True
t("bool(compile(A.Expression(A.Constant(1,lineno=None,col_offset=0)),'f','eval'))")  # expect: ValueError: invalid integer value: None
t("bool(compile(A.Expression(A.Constant(1,lineno='a',col_offset=0)),'f','eval'))")  # expect: ValueError: invalid integer value: 'a'
t('A.PyCF_ONLY_AST,A.PyCF_ALLOW_TOP_LEVEL_AWAIT,A.PyCF_OPTIMIZED_AST,A.PyCF_TYPE_COMMENTS')  # expect: (1024, 8192, 33792, 4096)
t("A.dump(A.parse('(int)->str',mode='func_type'))")  # expect: "FunctionType(argtypes=[Name(id='int', ctx=Load())], returns=Name(id='str', ctx=Load()))"
t("A.parse('x y')")  # expect: SyntaxError: invalid syntax (<unknown>, line 1)
t("A.Name('x')==A.Name('x')")  # expect: False
t("A.Name('x').__dict__")  # expect: {'id': 'x', 'ctx': Load()}
t('A.expr()')  # expect: expr()
t('A.expr(1)')  # expect: TypeError: expr constructor takes at most 0 positional arguments
t('A.Expr(5).value')  # expect: 5
t("repr(A.parse('f(x,1)'))")  # expect: 'Module(body=[Expr(value=Call(func=Name(...), args=[Name(...), Constant(...)], keywords=[]))], type_ignores=[])'
t('repr(A.Module([1]*10,[]))')  # expect: 'Module(body=[1, ..., 1], type_ignores=[])'
t("A.Name._field_types['ctx']")  # expect: <class 'ast.expr_context'>
t('A.Import([]).names')  # expect: []
t('A.Return().value')  # expect: None
t('A.Raise(1,2,3)')  # expect: TypeError: Raise constructor takes at most 2 positional arguments
t('A.keyword(value=5).arg')  # expect: None
t('A.MatchStar().name')  # expect: None
t('A.ImportFrom().module,A.ImportFrom().names')  # expect: (None, [])
t('A.ImportFrom().level')  # expect: None
t('A.Assign([],1).type_comment')  # expect: None
t("A.FunctionDef('f').returns")  # expect: None FunctionDef.__init__ missing 1 required positional argument: 'args'. This will become an error in Python 3.15.
t('A.comprehension(1,2).ifs')  # expect: [] comprehension.__init__ missing 1 required positional argument: 'is_async'. This will become an error in Python 3.15.
t('A.comprehension(1,2).is_async')  # expect: AttributeError: 'comprehension' object has no attribute 'is_async' comprehension.__init__ missing 1 required positional argument: 'is_async'. This will become an error in Python 3.15.
t('A.Set._field_types,A.Global._field_types,A.MatchClass._field_types')  # expect: ({'elts': list[ast.expr]}, {'names': list[str]}, {'cls': <class 'ast.expr'>, 'patterns': list[ast.pattern], 'kwd_attrs': list[str], 'kwd_patterns': list[ast.pattern]})
