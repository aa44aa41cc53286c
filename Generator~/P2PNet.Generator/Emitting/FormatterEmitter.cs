using System.Collections.Generic;
using P2PNet.Generator.Model;

namespace P2PNet.Generator.Emitting;

/// <summary>
/// Writes the formatter of one keyed type as C#: the class with what all have; <see cref="WriteMethod"/>, <see cref="ReadMethod"/> and
/// <see cref="UnionMethods"/> write what is in it.
/// </summary>
internal sealed class FormatterEmitter
{
    private const string Writer = "ref MessagePackWriter writer";
    private const string Reader = "ref MessagePackReader reader";

    private readonly FormatterModel _model;
    private readonly FormatterMethods _methods;
    private readonly CodeText _code;

    private FormatterEmitter(FormatterModel model)
    {
        _model = model;
        int depth = model.Home is null ? 2 : model.Home.Declarations.Count + (model.Home.Namespace.Length > 0 ? 2 : 1);
        _methods = new(depth);
        _code = new(depth);
    }

    private bool IsPooled => _model.Reuse is { IsPooled: true };

    public static string Emit(FormatterModel model, string generatedNamespace) => new FormatterEmitter(model).Emit(generatedNamespace);

    private string Emit(string generatedNamespace)
    {
        if (_model.IsUnion)
        {
            UnionMethods.Append(_code, _model);
        }
        else
        {
            if (_model.Plain is null) WriteMethod.Append(_code, _model, _methods);
            else AppendPlain();
            _code.Line();
            ReadMethod.Append(_code, _model, _methods);
        }

        if (!_model.IsValueType)
        {
            AppendForClasses();
            ReuseMethods.Append(_code, _model, _methods);
        }

        if (_model.IsMap) MapNames.Append(_code, _model.Members);

        var file = new CodeText();
        SourceFile.AppendHead(file);
        int opened = AppendPlace(file, generatedNamespace);
        AppendClass(file);
        for (; opened > 0; opened--) file.Close();
        return file.ToString();
    }

    /// <summary>Opens the namespace, and the types that the formatter is nested in; gives how many.</summary>
    private int AppendPlace(CodeText file, string generatedNamespace)
    {
        if (_model.Home is not { } home)
        {
            file.Line($"namespace {generatedNamespace}");
            file.Open();
            SourceFile.AppendAliases(file);
            return 1;
        }

        int opened = home.Declarations.Count;
        if (home.Namespace.Length > 0)
        {
            file.Line($"namespace {home.Namespace}");
            file.Open();
            opened++;
        }

        SourceFile.AppendAliases(file, generatedNamespace);
        foreach (string declaration in home.Declarations)
        {
            file.Line(declaration);
            file.Open();
        }

        return opened;
    }

    private void AppendClass(CodeText file)
    {
        file.Line($"/// <summary>Writes and reads <c>{SourceFile.Escape(_model.DisplayName)}</c>.</summary>");
        string kind = _model.IsMessage ? "sealed class" : "static class";
        string implements = _model.IsMessage ? $" : {KnownNames.GlobalMessages}.{Contract}<{_model.TypeName}>" : string.Empty;
        file.Line($"internal {kind} {_model.ClassName}{implements}");
        file.Open();
        foreach (KeyValuePair<string, string> instance in _methods.Instances)
        {
            file.Line($"private static readonly {instance.Value} {instance.Key} = new {instance.Value}();");
            file.Line();
        }

        if (_model.IsMessage) AppendInterface(file);
        if (IsPooled) ReuseMethods.AppendInterface(file, _model);
        file.Append(_code.ToString());
        file.Append(_methods.Methods);
        file.Close();
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
        if (_model.Plain is not null) PlainMethods.AppendInterface(file, _model);
    }

    private string Contract => _model.Plain is not null ? "IPlainFormatter" : IsPooled ? "IReusableMessageFormatter" : "IMessageFormatter";

    private void AppendPlain()
    {
        PlainMethods.AppendEntries(_code, _model);
        PlainMethods.Append(_code, _model);
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
        if (_model.IsUnion)
        {
            _code.Line($"public static {_model.TypeName} ReadAbsent({Reader}) => throw MessagePackException.ForMissing(\"{_model.DisplayName}\");");
            return;
        }

        _code.Line($"public static {_model.TypeName} ReadAbsent({Reader})");
        _code.Open();
        _code.Line($"MessagePackReader absent = reader.{(_model.IsMap ? "AbsentMap" : "Absent")}();");
        _code.Line("return Read(ref absent);");
        _code.Close();
    }
}
