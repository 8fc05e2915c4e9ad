using Platform.ServiceDefaults;
using Synthesizer.Mcp;
using Synthesizer.Mcp.Operations;

var builder = WebApplication.CreateSlimBuilder(args);
builder.AddServiceDefaults("synthesizer", Defaults.Configure);
builder.Services.AddOperations();

var app = builder.Build();
app.UseServiceDefaults();
app.MapDefaultEndpoints();
app.Run();
