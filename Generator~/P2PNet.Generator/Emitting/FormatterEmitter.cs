using System.Collections.Generic;
using System.Linq;
using P2PNet.Generator.Model;

namespace P2PNet.Generator.Emitting;

/// <summary>Writes the formatter of one keyed type as C#.</summary>
internal sealed class FormatterEmitter
{
    private const string Writer = "ref MessagePackWriter writer";
    private const string Reader = "ref MessagePackReader reader";

    private readonly FormatterModel _model;
    private readonly FormatterMethods _methods = new();
    private readonly CodeText _code = new(2);

    private FormatterEmitter(FormatterModel model) => _model = model;

    public static string Emit(FormatterModel model, string generatedNamespace) => new FormatterEmitter(model).Emit(generatedNamespace);

    private string Emit(string generatedNamespace)
    {
        AppendWrite();
        AppendRead();
        if (!_model.IsValueType) AppendForClasses();

        var file = new CodeText();
        SourceFile.AppendHead(file);
        file.Line($"namespace {generatedNamespace}");
        file.Open();
        SourceFile.AppendAliases(file);
        file.Line($"/// <summary>Writes and reads <c>{SourceFile.Escape(_model.DisplayName)}</c>.</summary>");
        string kind = _model.IsMessage ? "sealed class" : "static class";
        string implements = _model.IsMessage ? $" : {KnownNames.GlobalMessages}.IMessageFormatter<{_model.TypeName}>" : string.Empty;
        file.Line($"internal {kind} {_model.ClassName}{implements}");
        file.Open();
        foreach (KeyValuePair<string, string> instance in _methods.Instances)
        {
            file.Line($"private static readonly {instance.Value} {instance.Key} = new {instance.Value}();");
            file.Line();
        }

        if (_model.IsMessage) AppendInterface(file);
        file.Append(_code.ToString());
        file.Append(_methods.Methods);
        file.Close();
        file.Close();
        return file.ToString();
    }

    private void AppendInterface(CodeText file)
    {
        string contract = $"{KnownNames.GlobalMessages}.IMessageFormatter<{_model.TypeName}>";
        file.Line($"void {contract}.Write({Writer}, in {_model.TypeName} value) =>");
        file.Line(_model.IsValueType
            ? "    Write(ref writer, in value);"
            : $"    Write(ref writer, value ?? throw MessagePackException.ForNull(\"{_model.DisplayName}\"));");
        file.Line();
        file.Line($"{_model.TypeName} {contract}.Read({Reader}) => Read(ref reader);");
        file.Line();
    }

    private void AppendWrite()
    {
        _code.Line($"public static void Write({Writer}, in {_model.TypeName} value)");
        _code.Open();
        int next = 0;
        _code.Line($"writer.WriteArrayHeader({(_model.Members.Count == 0 ? 0 : _model.Members[_model.Members.Count - 1].Key + 1)});");
        foreach (MemberModel member in _model.Members)
        {
            for (; next < member.Key; next++) _code.Line($"writer.WriteNil(); // {next}");
            member.Shape.AppendWrite(_code, $"value.{Escaped(member)}", PlaceOf(member));
            next++;
        }

        _code.Close();
        _code.Line();
    }

    private void AppendRead()
    {
        _code.Line($"public static {_model.TypeName} Read({Reader})");
        _code.Open();
        if (_model.SetsAfterConstruction) _code.Line($"var value = new {_model.TypeName}();");
        else AppendLocals();

        _code.Line("int count = reader.ReadArrayHeader();");
        _code.Line("reader.Enter();");
        int next = 0;
        foreach (MemberModel member in _model.Members)
        {
            for (; next < member.Key; next++) _code.Line($"if (count > {next}) reader.Skip();");
            string present = member.Shape.ReadsNil ? $"count > {next}" : $"count > {next} && !reader.TryReadNil()";
            _code.Line($"if ({present}) {TargetOf(member)} = {member.Shape.Read(PlaceOf(member))};");
            next++;
        }

        _code.Line($"for (int i = {next}; i < count; i++) reader.Skip();");
        foreach (MemberModel member in _model.Members)
        {
            if (member.Shape.Absent is { } absent) _code.Line($"{TargetOf(member)} ??= {absent};");
        }

        _code.Line("reader.Leave();");
        _code.Line($"return {(_model.SetsAfterConstruction ? "value" : Construction())};");
        _code.Close();
    }

    private void AppendLocals()
    {
        foreach (MemberModel member in _model.Members)
        {
            _code.Line(member.Shape.Absent is null
                ? $"{member.Shape.Name} {TargetOf(member)} = default;"
                : $"{member.Shape.Name}? {TargetOf(member)} = null;");
        }
    }

    private string Construction()
    {
        string arguments = string.Join(", ", _model.ConstructorMembers.Select(name => TargetOf(_model.Members.First(member => member.Name == name))));
        string[] assignments =
        [
            .. _model.Members
                .Where(member => member.IsRequired || !_model.ConstructorMembers.Contains(member.Name))
                .Select(member => $"{Escaped(member)} = {TargetOf(member)}"),
        ];
        string initializer = assignments.Length == 0 ? string.Empty : $" {{ {string.Join(", ", assignments)} }}";
        return $"new {_model.TypeName}({arguments}){initializer}";
    }

    private void AppendForClasses()
    {
        _code.Line();
        _code.Line($"public static void WriteNullable({Writer}, {_model.TypeName}? value)");
        _code.Open();
        _code.Line("if (value is null) writer.WriteNil();");
        _code.Line("else Write(ref writer, value);");
        _code.Close();
        _code.Line();
        _code.Line($"public static {_model.TypeName}? ReadNullable({Reader}) => reader.TryReadNil() ? null : Read(ref reader);");
        _code.Line();
        _code.Line("/// <summary>What stands for a member that may not be null and that an older sender left out.</summary>");
        _code.Line($"public static {_model.TypeName} ReadAbsent({Reader})");
        _code.Open();
        _code.Line("MessagePackReader absent = reader.Absent();");
        _code.Line("return Read(ref absent);");
        _code.Close();
    }

    private string TargetOf(MemberModel member) => _model.SetsAfterConstruction ? $"value.{Escaped(member)}" : $"key{member.Key}";

    private MemberPlace PlaceOf(MemberModel member) => new($"{_model.DisplayName}.{member.Name}", member.Name, _methods);

    private static string Escaped(MemberModel member) => SourceFile.EscapeKeyword(member.Name);
}
