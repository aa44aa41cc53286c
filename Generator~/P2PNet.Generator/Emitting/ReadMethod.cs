using System.Collections.Generic;
using System.Linq;
using P2PNet.Generator.Model;

namespace P2PNet.Generator.Emitting;

/// <summary>The method of a formatter that reads a value.</summary>
internal sealed class ReadMethod
{
    /// <summary>The method's name where <c>Read</c> takes the fast way of a plain type first.</summary>
    public const string AnyForm = "ReadAnyForm";

    private readonly CodeText _code;
    private readonly FormatterModel _model;
    private readonly FormatterMethods _methods;

    private ReadMethod(CodeText code, FormatterModel model, FormatterMethods methods)
    {
        _code = code;
        _model = model;
        _methods = methods;
    }

    public static void Append(CodeText code, FormatterModel model, FormatterMethods methods) => new ReadMethod(code, model, methods).Append();

    private void Append()
    {
        _code.Line($"{(_model.Plain is null ? "public" : "private")} static {_model.TypeName} {(_model.Plain is null ? "Read" : AnyForm)}(ref MessagePackReader reader)");
        _code.Open();
        if (_model.SetsAfterConstruction) _code.Line($"var value = new {_model.TypeName}();");
        else AppendLocals();

        if (_model.IsMap) AppendMap();
        else AppendArray();
        foreach (MemberModel member in Read)
        {
            if (member.Shape.Absent is { } absent) _code.Line($"{TargetOf(member)} ??= {absent};");
        }

        _code.Line("reader.Leave();");
        _code.Line($"return {(_model.SetsAfterConstruction ? "value" : ConstructionText.Of(_model, TargetOf))};");
        _code.Close();
    }

    /// <summary>The members that are not only written.</summary>
    private IEnumerable<MemberModel> Read => _model.Members.Where(member => !member.IsWrittenOnly);

    private void AppendLocals()
    {
        foreach (MemberModel member in Read)
        {
            _code.Line(member.Shape.Absent is null
                ? $"{member.Shape.Name} {TargetOf(member)} = default;"
                : $"{member.Shape.Name}? {TargetOf(member)} = null;");
        }
    }

    private void AppendArray()
    {
        _code.Line("int count = reader.ReadArrayHeader();");
        _code.Line("reader.Enter();");
        int next = 0;
        foreach (MemberModel member in _model.Members)
        {
            for (; next < member.Key; next++) _code.Line($"if (count > {next}) reader.Skip();");
            if (member.IsWrittenOnly) continue;
            string present = member.Shape.ReadsNil ? $"count > {next}" : $"count > {next} && !reader.TryReadNil()";
            _code.Line($"if ({present}) {TargetOf(member)} = {ReadOf(member)};");
            next++;
        }

        _code.Line($"for (int i = {next}; i < count; i++) reader.Skip();");
    }

    private void AppendMap() => MapNames.AppendRead(_code, _model, member =>
    {
        string read = $"{TargetOf(member)} = {ReadOf(member)};";
        _code.Line(member.Shape.ReadsNil ? read : $"if (!reader.TryReadNil()) {read}");
    });

    private string ReadOf(MemberModel member) => member.Shape.Read(MemberPlace.Of(_model, member, _methods));

    private string TargetOf(MemberModel member) => _model.SetsAfterConstruction ? $"value.{SourceFile.EscapeKeyword(member.Name)}" : $"key{member.Key}";
}
