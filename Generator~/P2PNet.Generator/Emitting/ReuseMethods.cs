using System.Linq;
using P2PNet.Generator.Model;

namespace P2PNet.Generator.Emitting;

/// <summary>The methods of a class's formatter by which instances are used again: reading into one, and resetting it.</summary>
internal sealed class ReuseMethods
{
    private const string Parts = KnownNames.GlobalMessages + ".MessageParts";
    private const string Reuse = KnownNames.GlobalMessages + ".MessageReuse";

    private readonly CodeText _code;
    private readonly FormatterModel _model;
    private readonly FormatterMethods _methods;

    private ReuseMethods(CodeText code, FormatterModel model, FormatterMethods methods)
    {
        _code = code;
        _model = model;
        _methods = methods;
    }

    public static void Append(CodeText code, FormatterModel model, FormatterMethods methods)
    {
        var methodsOfType = new ReuseMethods(code, model, methods);
        code.Line();
        if (model.Reuse is null) methodsOfType.AppendRefusals();
        else methodsOfType.AppendAll();
    }

    /// <summary>What the pools call.</summary>
    public static void AppendInterface(CodeText file, FormatterModel model)
    {
        string contract = $"{KnownNames.GlobalMessages}.IReusableMessageFormatter<{model.TypeName}>";
        file.Line($"{model.TypeName} {contract}.Create() => new {model.TypeName}();");
        file.Line();
        file.Line($"void {contract}.Read(ref MessagePackReader reader, {model.TypeName} message) => Read(ref reader, message);");
        file.Line();
        file.Line($"bool {contract}.TryReset({model.TypeName} message, {Parts} parts) => TryReset(message, Fresh.Instance, parts);");
        file.Line();
    }

    private void AppendRefusals()
    {
        _code.Line("/// <summary>Reads a new instance: this type's can't be used again.</summary>");
        _code.Line($"public static {_model.TypeName} ReadOver(ref MessagePackReader reader, {_model.TypeName}? current) => Read(ref reader);");
        _code.Line();
        _code.Line($"public static bool TryReset({_model.TypeName} value, {_model.TypeName} fresh, {Parts} parts) => false;");
    }

    private void AppendAll()
    {
        _code.Line("/// <summary>Reads into an instance, if there is one.</summary>");
        _code.Line($"public static {_model.TypeName} ReadOver(ref MessagePackReader reader, {_model.TypeName}? current)");
        _code.Open();
        _code.Line("if (current is null) return Read(ref reader);");
        _code.Line("Read(ref reader, current);");
        _code.Line("return current;");
        _code.Close();
        _code.Line();
        AppendRead();
        _code.Line();
        AppendReset();
        _code.Line();
        _code.Line("/// <summary>An instance as the constructor makes it; nobody changes it.</summary>");
        _code.Line("private static class Fresh");
        _code.Open();
        _code.Line($"public static readonly {_model.TypeName} Instance = new {_model.TypeName}();");
        _code.Close();
    }

    private void AppendRead()
    {
        _code.Line($"private static void Read(ref MessagePackReader reader, {_model.TypeName} value)");
        _code.Open();
        _code.Line($"{_model.TypeName} fresh = Fresh.Instance;");
        if (_model.Members.Any(member => member.Reuse != ReuseKind.Copied)) _code.Line($"{_model.TypeName}? made = null;");
        if (_model.IsMap) AppendMap();
        else AppendArray();
        foreach (MemberModel member in _model.Members)
        {
            if (member.Shape.Absent is { } absent) _code.Line($"value.{NameOf(member)} ??= {absent};");
        }

        AppendUnsent();
        _code.Line("reader.Leave();");
        _code.Close();
    }

    private void AppendArray()
    {
        _code.Line("int count = reader.ReadArrayHeader();");
        _code.Line("reader.Enter();");
        int next = 0;
        foreach (MemberModel member in _model.Members)
        {
            for (; next < member.Key; next++) _code.Line($"if (count > {next}) reader.Skip();");
            string present = member.Shape.ReadsNil ? $"count > {next}" : $"count > {next} && !reader.TryReadNil()";
            _code.Line($"if ({present}) value.{NameOf(member)} = {ReadOf(member)};");
            _code.Line($"else {Renewal(member)}");
            next++;
        }

        _code.Line($"for (int i = {next}; i < count; i++) reader.Skip();");
    }

    private void AppendMap()
    {
        MapNames.AppendRead(_code, _model, member =>
        {
            string read = $"value.{NameOf(member)} = {ReadOf(member)};";
            _code.Line(member.Shape.ReadsNil ? read : $"if (!reader.TryReadNil()) {read}");
            if (!member.Shape.ReadsNil) _code.Line($"else {Renewal(member)}");
        });
        foreach (MemberModel member in _model.Members) _code.Line($"if (!({MapNames.Seen(member)})) {Renewal(member)}");
    }

    /// <summary>Gives a member that did not come what a new instance has there.</summary>
    private string Renewal(MemberModel member) => member.Reuse == ReuseKind.Copied
        ? $"value.{NameOf(member)} = fresh.{NameOf(member)};"
        : $"value.{NameOf(member)} = (made ??= new {_model.TypeName}()).{NameOf(member)};";

    /// <summary>What the constructor put there is read over only where it is this instance's alone: two instances may share one.</summary>
    private string ReadOf(MemberModel member)
    {
        MemberPlace place = MemberPlace.Of(_model, member, _methods);
        string current = $"value.{NameOf(member)}";
        return member.Reuse == ReuseKind.Copied
            ? member.Shape.ReadOver(place, current)
            : member.Shape.ReadOver(place, $"{Reuse}.Unless({current}, fresh.{NameOf(member)})");
    }

    private void AppendReset()
    {
        string signature = $"public static bool TryReset({_model.TypeName} value, {_model.TypeName} fresh, {Parts} parts)";
        if (_model.Members.Any(member => member.Reuse == ReuseKind.Never))
        {
            _code.Line(signature + " => false;");
            return;
        }

        _code.Line(signature);
        _code.Open();
        foreach (MemberModel member in _model.Members) AppendReset(member);
        AppendUnsent();
        _code.Line("return true;");
        _code.Close();
    }

    private void AppendReset(MemberModel member)
    {
        string value = $"value.{NameOf(member)}";
        string fresh = $"fresh.{NameOf(member)}";
        switch (member.Reuse)
        {
            case ReuseKind.Copied:
                _code.Line($"{value} = {fresh};");
                break;
            case ReuseKind.Array:
                _code.Line($"{value} = {fresh} is null ? null : parts.Copied({value}, {fresh});");
                break;
            case ReuseKind.EmptyArray:
                _code.Line($"if ({fresh} is not null && {fresh}.Length > 0) return false;");
                _code.Line($"{value} = {fresh};");
                break;
            case ReuseKind.Emptied:
                _code.Line($"if ({fresh} is null) {value} = null;");
                _code.Line($"else if ({fresh}.Count == 0) {value} = parts.Emptied({value}, {fresh});");
                _code.Line("else return false;");
                break;
            case ReuseKind.Object:
                _code.Line($"if ({fresh} is null) {value} = null;");
                _code.Line("else");
                _code.Open();
                _code.Line($"{value} = parts.Same({value}, {fresh}) ?? parts.Own(new {member.Shape.Name.TrimEnd('?')}());");
                _code.Line($"if (!{((Shapes.KeyedShape)member.Shape).FormatterClass}.TryReset({value}, {fresh}, parts)) return false;");
                _code.Close();
                _code.Line();
                break;
            case ReuseKind.Default:
                _code.Line($"if (!{fresh}.Equals(default({member.Shape.Name}))) return false;");
                _code.Line($"{value} = default;");
                break;
            case ReuseKind.Null:
                _code.Line($"if ({fresh} is not null) return false;");
                _code.Line($"{value} = null;");
                break;
        }
    }

    private void AppendUnsent()
    {
        foreach (string name in _model.Reuse!.Unsent) _code.Line($"value.{SourceFile.EscapeKeyword(name)} = fresh.{SourceFile.EscapeKeyword(name)};");
    }

    private static string NameOf(MemberModel member) => SourceFile.EscapeKeyword(member.Name);
}
